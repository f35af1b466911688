#!/usr/bin/env python3
"""Draw the demo paper's pictures and sounds.

    python3 demo/draw_pictures.py [--font demo/.fonts/archivo.ttf] [--only name ...] [--jobs 2]

The font is Archivo with its weight and width axes. To make it:
    npm pack @fontsource-variable/archivo, unpack, and with fonttools and brotli:
    f = TTFont('package/files/archivo-latin-standard-normal.woff2'); f.flavor = None; f.save('demo/.fonts/archivo.ttf')
The pictures are committed, so nobody needs the font to build or to read the demo.
Needs Python 3.11, Pillow, numpy; sounds need ffmpeg. Same input, same pictures: every seed is the file's name.
"""
import argparse
import concurrent.futures
import csv
import pathlib
import sys
import zlib

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from drawing import goods, letters, plans, posters, press, prints, shapes, sleeves, sounds  # noqa: E402,F401


def draw(name, font):
    """Draw one picture into demo/pictures; returns its line for the report."""
    letters.FONT['path'] = font
    fn, aspect = shapes.PICTURES[name]
    sheet = fn(np.random.default_rng(zlib.crc32(name.encode())))
    assert (sheet.w, sheet.h) == shapes.SIZE[aspect], name
    size, quality = press.save(sheet, HERE / 'pictures' / name)
    return f'{name:30} {aspect}  {size:6}  q{quality}'


def main():
    """Draw every row of BRIEF.tsv, or those asked for."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--font', default=str(HERE / '.fonts' / 'archivo.ttf'))
    ap.add_argument('--only', nargs='*')
    ap.add_argument('--jobs', type=int, default=2)
    ap.add_argument('--no-sounds', action='store_true')
    args = ap.parse_args()
    with open(HERE / 'pictures' / 'BRIEF.tsv', encoding='utf-8') as f:
        rows = list(csv.DictReader(f, delimiter='\t', quoting=csv.QUOTE_NONE))
    names = [r['file'] for r in rows if r['file']]
    missing = [n for n in names if n not in shapes.PICTURES]
    wrong = [r['file'] for r in rows if r['file'] in shapes.PICTURES and shapes.PICTURES[r['file']][1] != r['aspect']]
    if missing or wrong:
        print('not drawn yet:', missing, 'wrong aspect:', wrong, file=sys.stderr)
    if args.only:
        names = [n if n.endswith('.jpg') else n + '.jpg' for n in args.only]
    names = [n for n in names if n in shapes.PICTURES]
    with concurrent.futures.ProcessPoolExecutor(args.jobs) as pool:
        jobs = {n: pool.submit(draw, n, args.font) for n in names}
        for n in names:
            try:
                print(jobs[n].result(), flush=True)
            except Exception as e:
                print('FAILED', n, repr(e), file=sys.stderr)
    if not args.no_sounds and not args.only:
        sounds.write(HERE / 'audio')


if __name__ == '__main__':
    main()
