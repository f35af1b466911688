"""The press: a sheet, inks, dot screens and the JPEG at the end of it."""
import functools
import io
import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

INK = (20, 17, 14)
PAPER = (246, 242, 233)
SPOT = (228, 0, 43)
COARSE = 1.6
WARM = (222, 214, 198)
GREY = (150, 142, 129)
DARK = (60, 54, 47)


class Sheet:
    """An RGBA surface that layers are laid on, in floats."""

    def __init__(self, w, h, colour=PAPER, alpha=1.0):
        """Make a sheet of w by h pixels in one colour."""
        self.w, self.h = int(w), int(h)
        self.px = np.empty((self.h, self.w, 3), np.float32)
        self.px[:] = colour
        self.a = np.full((self.h, self.w), alpha, np.float32)

    def lay(self, mask, colour, strength=1.0):
        """Cover with opaque colour wherever the mask is."""
        m = (mask * strength)[..., None]
        self.px = self.px * (1 - m) + np.asarray(colour, np.float32) * m
        self.a = np.maximum(self.a, mask * strength)
        return self

    def over(self, mask, colour, strength=1.0):
        """Overprint: multiply colour in wherever the mask is, as ink on ink does."""
        m = (mask * strength)[..., None]
        self.px = self.px * (1 - m + m * np.asarray(colour, np.float32) / 255)
        return self

    def cut(self, mask):
        """Keep only what lies under the mask."""
        self.a = self.a * mask
        return self

    def image(self):
        """Return the sheet as a Pillow RGBA image."""
        rgb = np.clip(self.px, 0, 255).round().astype(np.uint8)
        alpha = np.clip(self.a * 255, 0, 255).round().astype(np.uint8)
        return Image.fromarray(np.dstack([rgb, alpha]), 'RGBA')

    def put(self, patch, cx, cy, angle=0.0, shade=0, shade_colour=INK, strength=1.0):
        """Put a patch down with its centre at cx, cy, turned, with a hard shade offset if asked."""
        im = patch.image()
        if angle:
            im = im.rotate(angle, Image.BICUBIC, expand=True)
        arr = np.asarray(im, np.float32)
        alpha = arr[..., 3] / 255
        x, y = int(round(cx - im.width / 2)), int(round(cy - im.height / 2))
        if shade:
            self._blend(alpha * strength, np.asarray(shade_colour, np.float32), x + shade, y + shade)
        self._blend(alpha, arr[..., :3], x, y)
        return self

    def _blend(self, alpha, rgb, x, y):
        """Blend a block in at x, y, cropped to the sheet."""
        h, w = alpha.shape
        x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + w, self.w), min(y + h, self.h)
        if x1 <= x0 or y1 <= y0:
            return
        a = alpha[y0 - y:y1 - y, x0 - x:x1 - x][..., None]
        c = rgb if rgb.ndim == 1 else rgb[y0 - y:y1 - y, x0 - x:x1 - x]
        self.px[y0:y1, x0:x1] = self.px[y0:y1, x0:x1] * (1 - a) + c * a
        self.a[y0:y1, x0:x1] = np.maximum(self.a[y0:y1, x0:x1], a[..., 0])


class Pen:
    """Draws shapes into a mask, three times oversampled."""

    def __init__(self, w, h, ss=3):
        """Open a blank mask of w by h."""
        self.w, self.h, self.ss = int(w), int(h), ss
        self.im = Image.new('L', (self.w * ss, self.h * ss), 0)
        self.d = ImageDraw.Draw(self.im)

    def _s(self, pts):
        """Points in the oversampled grid."""
        return [(x * self.ss, y * self.ss) for x, y in pts]

    def poly(self, pts, v=255):
        """Fill a polygon."""
        self.d.polygon(self._s(pts), fill=v)
        return self

    def line(self, pts, width=3, v=255, cap=True):
        """Stroke a line with round joins and ends."""
        p, wd = self._s(pts), max(1, int(round(width * self.ss)))
        self.d.line(p, fill=v, width=wd, joint='curve')
        if cap:
            r = wd / 2
            for x, y in (p[0], p[-1]):
                self.d.ellipse((x - r, y - r, x + r, y + r), fill=v)
        return self

    def rect(self, x0, y0, x1, y1, v=255, r=0):
        """Fill a rectangle, rounded if r is given."""
        s = self.ss
        if x1 <= x0 or y1 <= y0:
            return self
        box = (x0 * s, y0 * s, x1 * s - 1, y1 * s - 1)
        if r:
            self.d.rounded_rectangle(box, r * s, fill=v)
        else:
            self.d.rectangle(box, fill=v)
        return self

    def frame(self, x0, y0, x1, y1, width=3):
        """Stroke a rectangle's inside."""
        s = self.ss
        self.d.rectangle((x0 * s, y0 * s, x1 * s - 1, y1 * s - 1), outline=255, width=int(width * s))
        return self

    def disc(self, cx, cy, rx, ry=None, v=255):
        """Fill a circle or an ellipse."""
        ry, s = ry or rx, self.ss
        self.d.ellipse(((cx - rx) * s, (cy - ry) * s, (cx + rx) * s, (cy + ry) * s), fill=v)
        return self

    def ring(self, cx, cy, r, width=3, a0=0, a1=360):
        """Stroke a circle or part of it."""
        s = self.ss
        self.d.arc(((cx - r) * s, (cy - r) * s, (cx + r) * s, (cy + r) * s), a0, a1, fill=255,
                   width=max(1, int(width * s)))
        return self

    def mask(self):
        """Return the mask at its own size, 0 to 1."""
        im = self.im.resize((self.w, self.h), Image.BOX) if self.ss > 1 else self.im
        return np.asarray(im, np.float32) / 255


def grid(w, h):
    """Return pixel coordinate arrays x, y."""
    yy, xx = np.mgrid[0:h, 0:w].astype(np.float32)
    return xx, yy


def _rank():
    """Table that turns the cosine spot function into an even spread of thresholds."""
    n = np.linspace(0, 1, 400, endpoint=False)
    s = (np.cos(2 * np.pi * n)[:, None] + np.cos(2 * np.pi * n)[None]) / 4 + 0.5
    return np.sort(s.ravel())[::100]


_TABLE = _rank()


def screen(dark, pitch=10.0, angle=45.0, kind='dot', centre=None, soft=1.0):
    """Turn darkness (0 to 1) into an ink mask by a dot, line, square or ring screen."""
    h, w = dark.shape
    xx, yy = grid(w, h)
    pitch = pitch * COARSE
    a = math.radians(angle)
    u = (xx * math.cos(a) + yy * math.sin(a)) / pitch
    v = (-xx * math.sin(a) + yy * math.cos(a)) / pitch
    if kind == 'dot':
        s = (np.cos(2 * np.pi * u) + np.cos(2 * np.pi * v)) / 4 + 0.5
        thr = 1 - np.interp(s, _TABLE, np.linspace(0, 1, len(_TABLE))).astype(np.float32)
        k = pitch / 2.4
    elif kind == 'square':
        thr = np.maximum(np.abs(u - np.round(u)), np.abs(v - np.round(v))) ** 2 * 4
        k = pitch / 3
    else:
        if kind == 'ring':
            cx, cy = centre or (w / 2, h / 2)
            u = np.hypot(xx - cx, yy - cy) / pitch
        elif kind == 'spiral':
            cx, cy = centre or (w / 2, h / 2)
            u = np.hypot(xx - cx, yy - cy) / pitch + np.arctan2(yy - cy, xx - cx) / (2 * np.pi)
        thr = np.abs(u - np.round(u)) * 2
        k = pitch / 2
    d = np.clip(dark, 0, 1) * 1.24 - 0.12
    return np.clip((d - thr) * k / soft + 0.5, 0, 1).astype(np.float32) * (dark > 0.09)


def blur(a, r):
    """Gaussian blur of a 0-1 array."""
    im = Image.fromarray(np.clip(a * 255, 0, 255).astype(np.uint8))
    return np.asarray(im.filter(ImageFilter.GaussianBlur(r)), np.float32) / 255


def shift(mask, dx, dy):
    """Move a mask by whole pixels: misregistration."""
    out = np.zeros_like(mask)
    h, w = mask.shape
    out[max(dy, 0):h + min(dy, 0), max(dx, 0):w + min(dx, 0)] = \
        mask[max(-dy, 0):h + min(-dy, 0), max(-dx, 0):w + min(-dx, 0)]
    return out


def noise(rng, w, h, cell, octaves=3):
    """Smooth value noise, 0 to 1, with the given largest cell."""
    out = np.zeros((h, w), np.float32)
    total = 0.0
    for o in range(octaves):
        c = max(cell / 2 ** o, 1.5)
        g = rng.random((int(h / c) + 3, int(w / c) + 3)).astype(np.float32)
        im = Image.fromarray((g * 255).astype(np.uint8))
        big = im.resize((int(g.shape[1] * c), int(g.shape[0] * c)), Image.BICUBIC)
        out += np.asarray(big, np.float32)[:h, :w] / 255 / 2 ** o
        total += 1 / 2 ** o
    return out / total


def worn(rng, mask, amount=0.06, cell=9):
    """Ink that did not take everywhere: pinholes and thin patches in a mask."""
    h, w = mask.shape
    n = noise(rng, w, h, cell, 2) * 0.6 + noise(rng, w, h, cell * 14, 2) * 0.4
    cutoff = np.quantile(n, amount)
    return mask * np.clip((n - cutoff) * 26 + 0.5, 0, 1)


def specks(rng, w, h, n, size=(0.6, 2.2)):
    """A scatter of dirt as a mask."""
    p = Pen(w, h, 2)
    for _ in range(n):
        r = rng.uniform(*size)
        p.disc(rng.uniform(0, w), rng.uniform(0, h), r, r * rng.uniform(0.6, 1.4))
    return p.mask()


@functools.lru_cache(maxsize=99)
def _tables(q):
    """Quantisation: the usual tables for the detail, finer ones for tint, so that paper keeps its colour."""
    def std(quality):
        """The library's own tables."""
        buf = io.BytesIO()
        Image.new('RGB', (8, 8)).save(buf, 'JPEG', quality=quality)
        return Image.open(buf).quantization
    luma, chroma = list(std(q)[0]), list(std(max(q, 45))[1])
    return [[min(luma[0], 10)] + luma[1:], [min(chroma[0], 6)] + chroma[1:]]


def _thrift(rgb, q, dead):
    """Drop the luma detail that would only just have been kept: fewer bytes, nothing the eye misses."""
    h, w, _ = rgb.shape
    hh, ww = -(-h // 8) * 8, -(-w // 8) * 8
    y = np.pad(rgb @ np.array([.299, .587, .114], np.float32), ((0, hh - h), (0, ww - w)), 'edge') - 128
    n = np.arange(8)
    d = np.cos((2 * n[None] + 1) * n[:, None] * np.pi / 16) * np.where(n == 0, np.sqrt(.125), .5)[:, None]
    b = y.reshape(hh // 8, 8, ww // 8, 8).transpose(0, 2, 1, 3)
    table = np.array(_tables(q)[0], np.float32).reshape(8, 8)
    c = d @ b @ d.T / table
    a = np.abs(c)
    lo = dead + .10 * np.clip((n[:, None] + n[None]) / 7, 0, 1)
    k = np.where(a < lo, 0, np.floor(a + .5 - .12 * (a > 1)))
    k[..., 0, 0] = np.round(a[..., 0, 0])
    out = (d.T @ (np.sign(c) * k * table) @ d).transpose(0, 2, 1, 3).reshape(hh, ww)
    return np.clip(rgb + (out - y)[:h, :w, None], 0, 255).round().astype(np.uint8)


def save(sheet, path, limit=37_500, most=45_500):
    """Write a baseline JPEG; a gentler dead zone first, then a coarser table, the ink spreading a little when it must."""
    im = sheet.image()
    flat = Image.new('RGB', im.size, PAPER)
    flat.paste(im, mask=im.getchannel('A'))
    steps = ((84, 0, .5), (76, 0, .6), (70, 0, .6), (64, 0, .64), (58, 0, .66), (52, .4, .68), (46, .5, .7), (40, .6, .7))
    for q, spread, dead in steps + ((36, .7, .72), (32, .8, .74), (28, .8, .76), (25, .9, .78)):
        if q < 36 and buf.tell() <= most:
            break
        out = flat.filter(ImageFilter.GaussianBlur(spread)) if spread else flat
        out = Image.fromarray(_thrift(np.asarray(out, np.float32), q, dead))
        buf = io.BytesIO()
        out.save(buf, 'JPEG', qtables=_tables(q), optimize=True, progressive=False, subsampling=2)
        if buf.tell() <= limit:
            break
    with open(path, 'wb') as f:
        f.write(buf.getvalue())
    return buf.tell(), q
