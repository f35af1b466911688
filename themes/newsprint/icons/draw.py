#!/usr/bin/env python3
"""Draws the favicon and the touch icon from a letter of the masthead: ink on paper, the letter bled off the foot.

    python3 draw.py F [spot]      (needs fonttools, brotli, cairosvg or chromium for the PNGs)
"""
import subprocess
import sys
import tempfile
from pathlib import Path

from fontTools.misc.transform import Transform
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).parent


def letter_path(letter, size, top, bottom):
    """The letter at its heaviest, as tall as the space between top and bottom, in the middle of the square."""
    font = instancer.instantiateVariableFont(TTFont(HERE.parent / "fonts/archivo-latin.woff2"), {"wght": 900})
    glyphs = font.getGlyphSet()
    glyph = glyphs[font.getBestCmap()[ord(letter)]]
    bounds = BoundsPen(glyphs)
    glyph.draw(bounds)
    left, low, right, high = bounds.bounds
    scale = (bottom - top) / (high - low)
    move = Transform(scale, 0, 0, -scale, size / 2 - scale * (left + right) / 2, bottom + scale * low)
    pen = SVGPathPen(glyphs, ntos=lambda n: f"{n:.1f}".rstrip("0").rstrip("."))
    glyph.draw(TransformPen(pen, move))
    return pen.getCommands()


def svg(letter, spot):
    path = letter_path(letter, 64, 7, 57)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<style>.p{{fill:#f6f2e9}}.i{{fill:#14110e}}@media(prefers-color-scheme:dark){{.p{{fill:#12110f}}.i{{fill:#efe9dc}}}}</style>
<rect class="p" width="64" height="64"/>
<path class="i" d="{path}"/>
<rect y="60" width="64" height="4" fill="{spot}"/>
</svg>
"""


def png(size, target):
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "icon.html"
        page.write_text(f'<style>body{{margin:0}}img{{display:block;width:{size}px;height:{size}px}}</style><img src="{HERE}/icon.svg">')
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", f"--user-data-dir={folder}/profile", "--hide-scrollbars",
             "--allow-file-access-from-files", f"--window-size={size},{size}", f"--screenshot={target}", str(page)],
            check=True, capture_output=True)


if __name__ == "__main__":
    (HERE / "icon.svg").write_text(svg(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "#e4002b"))
    png(180, HERE / "icon-180.png")
    png(32, HERE / "icon-32.png")
