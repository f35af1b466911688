#!/usr/bin/env python3
"""Cuts the fonts of the theme, and measures their stand-ins.

    npm pack @fontsource-variable/archivo @fontsource-variable/newsreader   (unpack to archivo/ and newsreader/)
    pip install fonttools brotli
    python3 cut.py <folder of archivo/ and newsreader/> <folder for the fonts>

Archivo has two axes; the paper uses one line across them: the louder, the narrower. The face cut here runs from
weight 600 at width 88 (small print) to weight 900 at width 62 (headlines), under the one axis `wght`. Half the weight
of the two-axis face. Newsreader is cut as four still instances; the two bold ones travel only where something is bold.
The three `card-*.ttf` are never sent to a reader: the social card of a story is drawn with them.

Prints css/fonts.css.
"""
import io
import json
import sys
from pathlib import Path

from fontTools import merge
from fontTools.designspaceLib import AxisDescriptor, DesignSpaceDocument, SourceDescriptor
from fontTools.otlLib.optimize import compact
from fontTools.pens.boundsPen import BoundsPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent
from fontTools.varLib import build as build_variable
from fontTools.varLib import instancer

LATIN = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100)) - {0xA4, 0xA6, 0xA8, 0xAC, 0xAD, 0xAF, 0xB5, 0xB8} | {
    0x131, 0x152, 0x153, 0x2BC, 0x2009, 0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A,
    0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x2122, 0x2190, 0x2191,
    0x2192, 0x2193, 0x2212}
LATIN_EXT = set(range(0x100, 0x250)) - {0x131, 0x152, 0x153} | set(range(0x1E00, 0x1F00)) | set(range(0x20A0, 0x20C1)) - {0x20AC}
LATIN_RANGE = "U+20-7E, U+A0-FF, U+131, U+152-153, U+2BC, U+2000-2027, U+202F-206F, U+20AC, U+2122, U+2190-2193, U+2212"
EXT_RANGE = "U+100-130, U+132-151, U+154-24F, U+1E00-1EFF, U+20A0-20AB, U+20AD-20C0"
LIGHT, HEAVY = {"wght": 600, "wdth": 88}, {"wght": 900, "wdth": 62}
HEAD_FEATURES = ["kern", "liga", "pnum", "tnum", "locl"]
TEXT_FEATURES = ["kern", "liga", "pnum", "locl"]

# Letters of English running text, per thousand, with the spaces.
FREQUENCY = dict(zip(" etaoinshrdlcumwfgypbvkjxqz",
                     [180, 102, 74, 66, 61, 57, 55, 52, 50, 49, 35, 33, 23, 23, 20, 19, 18, 16, 16, 16, 12, 8, 6, 1.2, 1.2, 0.8, 0.6]))
# Georgia is nobody's to ship: its widths, of 2048, as its metrics files give them.
GEORGIA = dict(zip(" abcdefghijklmnopqrstuvwxyz",
                   [494, 1032, 1147, 930, 1177, 992, 666, 1045, 1193, 600, 596, 1095, 586, 1802, 1209, 1105, 1171, 1147, 839, 885, 710,
                    1178, 1017, 1512, 1032, 1009, 907]))


def reload(font):
    buffer = io.BytesIO()
    font.save(buffer)
    buffer.seek(0)
    return TTFont(buffer)


def still(path, place):
    font = instancer.instantiateVariableFont(TTFont(path), place, overlap=instancer.OverlapMode.KEEP_AND_DONT_SET_FLAGS)
    return reload(font)


def subset(font, unicodes, features):
    options = Options()
    options.layout_features = features
    options.hinting = False
    options.glyph_names = True
    options.name_IDs = [0, 1, 2, 13, 14]
    options.notdef_outline = True
    options.drop_tables += ["gasp", "prep", "STAT", "DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=unicodes)
    subsetter.subset(font)
    return reload(font)


def draw_arrows(font):
    """Archivo points up and down only: the same arrow, turned, points along the line."""
    up = font.getBestCmap().get(0x2191)
    if up is None:
        return
    glyf, advance = font["glyf"], font["hmtx"][up][0]
    pen = BoundsPen(font.getGlyphSet())
    font.getGlyphSet()[up].draw(pen)
    left, bottom, right, top = pen.bounds
    side, middle = 40, font["OS/2"].sxHeight / 2
    width = round(top - bottom + 2 * side)
    for name, code, turn in (("arrowleft", 0x2190, 1), ("arrowright", 0x2192, -1)):
        part = GlyphComponent()
        part.glyphName, part.flags = up, 0x1000
        # (x, y) becomes (turn * -y, turn * x): a quarter turn.
        part.transform = [[0.0, float(turn)], [float(-turn), 0.0]]
        part.x = round(side + (top if turn == 1 else -bottom))
        part.y = round(middle - turn * (left + right) / 2)
        glyph = Glyph()
        glyph.numberOfContours, glyph.components = -1, [part]
        glyf[name] = glyph
        font["hmtx"][name] = (width, side)
        for table in font["cmap"].tables:
            table.cmap[code] = name
    font["maxp"].maxComponentDepth = max(font["maxp"].maxComponentDepth, 2)


def cut_archivo(path, unicodes):
    masters = []
    for place in (LIGHT, HEAVY):
        font = still(path, place)
        draw_arrows(font)
        masters.append(subset(font, unicodes, HEAD_FEATURES))
    space = DesignSpaceDocument()
    space.addAxis(AxisDescriptor(tag="wght", name="Weight", minimum=600, default=600, maximum=900))
    for weight, font in zip((600, 900), masters):
        space.addSource(SourceDescriptor(font=font, location={"Weight": weight}))
    font, _, _ = build_variable(space, optimize=True)
    return font, masters


def cut_newsreader(path, place, unicodes):
    font = subset(still(path, place), unicodes, TEXT_FEATURES)
    scale_upem(font, 1000)
    return font


# The faces of drawn cards: the file, the family, its style, its place on the axes.
CARD_FACES = (
    ("card-head", "archivo", "normal", HEAVY),
    ("card-line", "archivo", "normal", {"wght": 750, "wdth": 88}),
    ("card-standfirst", "newsreader", "italic", {"wght": 420, "opsz": 28}),
)
# The letters of living Latin orthographies: the rest of the extension never stood in a headline.
CARD_EXT = LATIN_EXT - set(range(0x180, 0x250)) - set(range(0x1E00, 0x1E80)) - set(range(0x20A0, 0x20C1)) | {
    0x18F, 0x192, *range(0x1CD, 0x1DD), 0x1E6, 0x1E7, 0x1EA, 0x1EB, *range(0x1F4, 0x200), *range(0x218, 0x21C), 0x259, 0x20BA, 0x20BD}


def drop_faint_kerning(font, least):
    """Kerning of single pairs below `least` units is less than a quarter of a pixel on a card."""
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            for pairs in getattr(table, "PairSet", []) if table.Format == 1 else []:
                kept = [pair for pair in pairs.PairValueRecord if abs(getattr(pair.Value1, "XAdvance", 0)) >= least]
                pairs.PairValueRecord, pairs.PairValueCount = kept, len(kept)


def cut_card_face(source, family, style, place):
    """One still face of both blocks: whoever draws a card has no style sheet that shares letters out."""
    parts = []
    for block, unicodes in (("latin", LATIN), ("latin-ext", CARD_EXT)):
        font = still(source / f"{family}/files/{family}-{block}-standard-{style}.woff2", place)
        scale_upem(font, 1000)
        font.flavor = None
        part = io.BytesIO()
        subset(font, unicodes, ["kern", "liga"]).save(part)
        part.seek(0)
        parts.append(part)
    font = merge.Merger().merge(parts)
    drop_faint_kerning(font, 8)
    compact(font, 5)
    # The same bytes from every cut.
    font.recalcTimestamp, font["head"].created, font["head"].modified = False, 0, 0
    for name in ("STAT", "MVAR", "FFTM"):
        if name in font:
            del font[name]
    font["post"].formatType = 3.0
    return font


def save(font, target):
    for name in ("STAT", "MVAR"):
        if name in font:
            del font[name]
    font["post"].formatType = 3.0
    font.flavor = "woff2"
    font.save(target)
    return target.stat().st_size


def width(font):
    """The mean advance of running text, in em."""
    cmap, hmtx, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    return sum(f * hmtx[cmap[ord(c)]][0] for c, f in FREQUENCY.items()) / sum(FREQUENCY.values()) / em


def georgia_width():
    return sum(f * GEORGIA[c] for c, f in FREQUENCY.items()) / sum(FREQUENCY.values()) / 2048


def face(family, sources, weight, style="normal", unicode_range=None, adjust=None, metrics=None):
    lines = [f'font-family:"{family}"', f"src:{sources}", f"font-weight:{weight}"]
    if style != "normal":
        lines.append(f"font-style:{style}")
    if unicode_range:
        lines += ["font-display:swap", f"unicode-range:{unicode_range}"]
    if adjust:
        ascent, descent = metrics
        lines += [f"size-adjust:{adjust:.2%}", f"ascent-override:{ascent / adjust:.2%}", f"descent-override:{descent / adjust:.2%}", "line-gap-override:0%"]
    return "@font-face {\n  " + ";\n  ".join(line.replace(":", ": ", 1) for line in lines) + ";\n}"


def metrics(font):
    em = font["head"].unitsPerEm
    return font["hhea"].ascent / em, -font["hhea"].descent / em


def locals_(*names):
    return ", ".join(f'local("{name}")' for name in names)


def main(source, target):
    source, target = Path(source), Path(target)
    css, sizes = [], {}

    def archivo(block):
        return source / f"archivo/files/archivo-{block}-standard-normal.woff2"

    def newsreader(block, style):
        return source / f"newsreader/files/newsreader-{block}-standard-{style}.woff2"

    kept = {}
    for block, unicodes, span in (("latin", LATIN, LATIN_RANGE), ("latin-ext", LATIN_EXT, EXT_RANGE)):
        font, masters = cut_archivo(archivo(block), unicodes)
        name = f"archivo-{block}.woff2"
        sizes[name] = save(font, target / name)
        css.append(face("Archivo", f'url("../fonts/{name}") format("woff2")', "600 900", unicode_range=span))
        kept.setdefault("archivo", masters)
        for style, place in (("normal", 18), ("italic", 24)):
            for weight, label, said in ((400, "", "400"), (660, "-bold", "600 700")):
                if block == "latin-ext" and weight != 400:
                    continue
                font = cut_newsreader(newsreader(block, style), {"wght": weight, "opsz": place}, unicodes)
                name = f"newsreader{'-italic' if style == 'italic' else ''}{label}-{block}.woff2"
                sizes[name] = save(font, target / name)
                # Faces share out the characters only among equals: the extension is declared once a weight.
                for declared in (said,) if block == "latin" else ("400", "600 700"):
                    css.append(face("Newsreader", f'url("../fonts/{name}") format("woff2")', declared, style, span))
                kept.setdefault((style, weight), font)

    for name, family, style, place in CARD_FACES:
        cut_card_face(source, family, style, place).save(target / f"{name}.ttf")
        sizes[f"{name}.ttf"] = (target / f"{name}.ttf").stat().st_size

    # How wide a name will be in the masthead, for those who set it to fill its column.
    heavy = kept["archivo"][1]
    advances = {chr(code): heavy["hmtx"][name][0] for code, name in sorted(heavy.getBestCmap().items())}
    letters = TTFont(target / "archivo-latin-ext.woff2")
    extended = instancer.instantiateVariableFont(letters, {"wght": 900})
    advances |= {chr(code): extended["hmtx"][name][0] for code, name in sorted(extended.getBestCmap().items())}
    (target / "advances.json").write_text(json.dumps({"per_em": 1000, "advances": advances}, ensure_ascii=False) + "\n")

    # The stand-ins: what the reader sees for the blink before, at the same widths and heights.
    stand = Path("/usr/share/fonts/truetype/liberation")
    arial, narrow = TTFont(stand / "LiberationSans-Bold.ttf"), TTFont(stand / "LiberationSansNarrow-Bold.ttf")
    times = TTFont(stand / "LiberationSerif-Regular.ttf")
    light, heavy = kept["archivo"]
    arial_names = locals_("Arial Bold", "Arial-BoldMT", "Helvetica Bold", "Helvetica-Bold", "Liberation Sans Bold", "LiberationSans-Bold")
    narrow_names = locals_("Arial Narrow Bold", "ArialNarrow-Bold", "Liberation Sans Narrow Bold", "LiberationSansNarrow-Bold")
    middle = (width(light) + width(heavy)) / 2
    for family, names, font in (("Archivo Narrow Stand-in", narrow_names, narrow), ("Archivo Stand-in", arial_names, arial)):
        css.append(face(family, names, "600 700", adjust=(width(light) * 2 + middle) / 3 / width(font), metrics=metrics(light)))
        css.append(face(family, names, "701 820", adjust=middle / width(font), metrics=metrics(light)))
        css.append(face(family, names, "821 900", adjust=width(heavy) / width(font), metrics=metrics(heavy)))
    roman, italic = kept[("normal", 400)], kept[("italic", 400)]
    for family, names, measured in (
            ("Newsreader Georgia", {"normal": locals_("Georgia"), "italic": locals_("Georgia Italic", "Georgia-Italic")}, georgia_width()),
            ("Newsreader Times", {"normal": locals_("Times New Roman", "TimesNewRomanPSMT", "Liberation Serif", "LiberationSerif"),
                                  "italic": locals_("Times New Roman Italic", "TimesNewRomanPS-ItalicMT", "Liberation Serif Italic", "LiberationSerif-Italic")}, width(times))):
        for style, font in (("normal", roman), ("italic", italic)):
            css.append(face(family, names[style], "400 700", style, adjust=width(font) / measured, metrics=metrics(font)))

    print("/* Made by fonts/cut.py. The stand-ins carry the measures of the faces they stand in for. */\n")
    print("\n\n".join(css))
    page = sizes["archivo-latin.woff2"] + sizes["newsreader-latin.woff2"] + sizes["newsreader-italic-latin.woff2"]
    for name, size in sizes.items():
        print(f"{size / 1024:6.1f} KB  {name}", file=sys.stderr)
    print(f"{page / 1024:6.1f} KB  a Latin page", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:3])
