"""Lettering: Archivo at any weight and width, and a marker-pen hand drawn from strokes."""
import functools

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .press import Pen

FONT = {'path': None}


@functools.lru_cache(maxsize=400)
def face(size, wght=900, wdth=62):
    """Return Archivo at a size, weight (100-900) and width (62-125)."""
    f = ImageFont.truetype(FONT['path'], int(size))
    f.set_variation_by_axes([_axis(t, wght, wdth) for t in _axes()])
    return f


@functools.lru_cache(maxsize=1)
def _axes():
    """Names of the font's axes in the font's order."""
    f = ImageFont.truetype(FONT['path'], 20)
    return [a['name'].decode() if isinstance(a['name'], bytes) else a['name'] for a in f.get_variation_axes()]


def _axis(name, wght, wdth):
    """Value for an axis by its name."""
    return wdth if 'idth' in name else wght


def word(text, size, wght=900, wdth=62, track=0.0):
    """Set one line; return its mask cropped to the ink."""
    f = face(int(size), wght, wdth)
    x, pad = 0.0, int(size * 0.4)
    total = sum(f.getlength(c) for c in text) * 1.1 + abs(track) * size * len(text) + pad * 2
    im = Image.new('L', (int(total), int(size * 1.8)), 0)
    d = ImageDraw.Draw(im)
    if not track:
        d.text((pad, size * 0.3), text, font=f, fill=255)
    else:
        for i, c in enumerate(text):
            d.text((pad + x, size * 0.3), c, font=f, fill=255)
            nxt = text[i + 1] if i + 1 < len(text) else ''
            x += f.getlength(c + nxt) - (f.getlength(nxt) if nxt else 0) + track * size
    box = im.getbbox() or (0, 0, 1, 1)
    return np.asarray(im.crop(box), np.float32) / 255


def fit(text, width, wght=900, wdth=62, track=0.0, most=2000):
    """Set one line so that it is as wide as asked; return mask."""
    size = 200
    m = word(text, size, wght, wdth, track)
    size = min(size * width / m.shape[1], most)
    return word(text, max(size, 6), wght, wdth, track)


def squash(mask, w, h):
    """Stretch a mask to an exact size, as a wood-type printer never would and we do."""
    im = Image.fromarray((mask * 255).astype(np.uint8)).resize((int(w), int(h)), Image.LANCZOS)
    return np.asarray(im, np.float32) / 255


def turn(mask, angle):
    """Rotate a mask, growing it."""
    im = Image.fromarray((mask * 255).astype(np.uint8)).rotate(angle, Image.BICUBIC, expand=True)
    return np.asarray(im, np.float32) / 255


def place(w, h, mask, x, y, ax=0.0, ay=0.0):
    """Put a small mask on an empty w by h one; ax, ay say which part of it sits at x, y."""
    out = np.zeros((h, w), np.float32)
    mh, mw = mask.shape
    x, y = int(round(x - ax * mw)), int(round(y - ay * mh))
    x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + mw, w), min(y + mh, h)
    if x1 > x0 and y1 > y0:
        out[y0:y1, x0:x1] = mask[y0 - y:y1 - y, x0 - x:x1 - x]
    return out


def text(sheet, s, x, y, size, colour, wght=900, wdth=62, ax=0.0, ay=0.0, track=0.0, width=None):
    """Set a line on a sheet, by size or to a width; return its height and width."""
    m = fit(s, width, wght, wdth, track, size or 2000) if width else word(s, size, wght, wdth, track)
    sheet.lay(place(sheet.w, sheet.h, m, x, y, ax, ay), colour)
    return m.shape


# A hand: capitals as strokes on a box 4 wide and 6 high, y down.
_HAND = {
    'A': '06 20 46|14 34', 'B': '06 00 30 41 32 03|33 44 35 06', 'C': '41 20 02 04 26 45', 'D': '00 06 25 43 21 00',
    'E': '40 00 06 46|03 33', 'F': '40 00 06|03 33', 'G': '41 20 02 04 26 45 43 23', 'H': '00 06|40 46|03 43',
    'I': '20 26', 'J': '30 35 16 05', 'K': '00 06|40 03 46', 'L': '00 06 46', 'M': '06 00 23 40 46',
    'N': '06 00 46 40', 'O': '20 02 04 26 44 42 20', 'P': '06 00 30 42 33 03', 'Q': '20 02 04 26 44 42 20|25 47',
    'R': '06 00 30 42 33 03|23 46', 'S': '41 20 01 13 34 45 26 05', 'T': '00 40|20 26', 'U': '00 04 26 44 40',
    'V': '00 26 40', 'W': '00 16 22 36 40', 'X': '00 46|40 06', 'Y': '00 23 40|23 26', 'Z': '00 40 06 46',
    '0': '20 02 04 26 44 42 20', '1': '11 20 26', '2': '01 20 41 42 06 46', '3': '00 40 22 43 45 26 05',
    '4': '30 04 44|32 36', '5': '40 00 02 32 44 35 06', '6': '30 03 05 26 45 33 04', '7': '00 40 16',
    '8': '23 01 20 41 23 05 26 45 23', '9': '43 12 01 20 41 43 36', '.': '25 26', ',': '25 17', '-': '03 43',
    '\'': '20 21', '!': '20 24|26 26', '?': '01 20 41 23 24|26 26', '&': '46 11 20 31 04 16 44', '/': '40 06',
    '+': '03 43|21 25', ':': '22 22|25 25', '(': '30 12 14 36', ')': '10 32 34 16', '#': '10 16|30 36|02 42|04 44',
    '×': '12 35|32 15', '—': '03 63', '–': '03 43', '’': '20 21', '“': '10 11|30 31', '”': '10 11|30 31', '=': '02 42|04 44',
}


def _curve(pts, n=7):
    """Round a stroke off (Catmull-Rom)."""
    if len(pts) < 3:
        return pts
    loop = np.hypot(pts[0][0] - pts[-1][0], pts[0][1] - pts[-1][1]) < 4
    p = [pts[-2]] + pts + [pts[1]] if loop else [pts[0]] + pts + [pts[-1]]
    out = []
    for i in range(1, len(p) - 2):
        a, b, c, d = (np.asarray(q) for q in p[i - 1:i + 3])
        for t in np.linspace(0, 1, n, endpoint=False):
            out.append(tuple(b + 0.42 * t * (c - a) + t * t * (3 * (c - b) - 0.42 * (2 * (c - a) + (d - b)))
                             + t ** 3 * (2 * (b - c) + 0.42 * ((c - a) + (d - b)))))
    return out + [pts[-1]]


def hand_width(s, size):
    """How wide a line in marker pen will be."""
    return sum(0.45 if c == ' ' else 0.46 if c in "I.,'!:1" else 0.92 for c in s) * size * 0.92


def hand(pen, s, x, y, size, rng, width=None, lean=0.08):
    """Write a line with a marker pen on a Pen; y is the top of the letters."""
    wd = width or size * 0.11
    for c in s.upper():
        if c == ' ':
            x += size * 0.41
            continue
        narrow = c in "I.,'!:1"
        dy, sc = rng.uniform(-0.03, 0.03) * size, rng.uniform(0.94, 1.05)
        off = -1.2 if narrow else 0
        for stroke in _HAND.get(c, '03 43').split('|'):
            pts = []
            for q in stroke.split():
                gx = (int(q[0]) + off) * size * 0.155 + rng.normal(0, 0.012) * size
                gy = int(q[1]) * size / 6 * sc + rng.normal(0, 0.012) * size
                pts.append((x + gx + (size - gy) * lean, y + gy + dy))
            soft = c in 'BCDGJOPQRSU0235689&?()' and len(pts) > 2
            pen.line(_curve(pts) if soft else pts, wd * rng.uniform(0.92, 1.1))
        x += size * (0.42 if narrow else 0.84) * rng.uniform(0.97, 1.03)
    return x


def hand_mask(s, size, rng, width=None):
    """A line in marker pen as a cropped mask."""
    p = Pen(hand_width(s, size) + size * 2, size * 2)
    hand(p, s, size * 0.5, size * 0.4, size, rng, width)
    box = p.im.getbbox() or (0, 0, 3, 3)
    m = p.mask()
    return m[box[1] // 3:box[3] // 3 + 1, box[0] // 3:box[2] // 3 + 1]
