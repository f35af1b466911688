"""Things made of paper and tape: torn sheets, tape, tickets, creases."""
import numpy as np

from .press import INK, PAPER, WARM, Pen, Sheet, blur, noise, shift, specks


def rough(rng, a, b, amp, step=7):
    """A ragged line from a to b as points."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    n = max(3, int(np.hypot(*(b - a)) / step))
    nrm = np.array([-(b - a)[1], (b - a)[0]]) / max(np.hypot(*(b - a)), 1)
    walk = np.cumsum(rng.normal(0, 1, n))
    walk -= np.linspace(walk[0], walk[-1], n)
    walk = walk / (np.abs(walk).max() + 1e-6) * 0.6 + rng.normal(0, 0.22, n)
    walk[0] = walk[-1] = 0
    t = np.linspace(0, 1, n)
    return [tuple(a + (b - a) * ti + nrm * wi * amp) for ti, wi in zip(t, walk)]


def outline(rng, w, h, torn='b', amp=12, inset=14):
    """Outline of a sheet with the sides in `torn` (t, r, b, l) torn and the others cut."""
    i = inset
    c = [(i, i), (w - i, i), (w - i, h - i), (i, h - i)]
    pts = []
    for k, side in enumerate('trbl'):
        a, b = c[k], c[(k + 1) % 4]
        pts += rough(rng, a, b, amp if side in torn else 0.8, 6 if side in torn else 40)
    return pts


def torn(rng, w, h, sides='b', colour=PAPER, amp=12, inset=14, rim=WARM):
    """A piece of paper with torn sides: returns the patch, its fibre rim showing."""
    w, h = int(w), int(h)
    full = Pen(w, h).poly(outline(rng, w, h, sides, amp, inset)).mask()
    s = Sheet(w, h, rim, 0.0)
    s.a = full
    inner = Pen(w, h).poly(outline(rng, w, h, sides, amp * 0.9, inset + 5)).mask() if sides else full
    keep = np.minimum(full, inner)
    s.px = s.px * (1 - keep[..., None]) + np.asarray(colour, np.float32) * keep[..., None]
    return s


def crease(sheet, rng, lines, dark=0.10):
    """Fold lines across a patch: a light one beside a dark one."""
    for a, b in lines:
        m = Pen(sheet.w, sheet.h).line(rough(rng, a, b, 2, 20), 2.4, cap=False).mask()
        sheet.over(blur(m, 1.2), INK, dark * 2.2)
        sheet.lay(shift(m, 2, 2) * sheet.a, (255, 253, 248), 0.75)
    return sheet


def tape(rng, w, h, colour=WARM, strength=0.93, fold=True):
    """A strip of tape: zig-zag ends, a fold or two, a little see-through."""
    w, h = int(w), int(h)
    teeth = max(4, int(h / 7))
    left = [(3 + (4 if i % 2 else 0) + rng.uniform(-1, 1), h * (1 - i / teeth)) for i in range(teeth + 1)]
    right = [(w - 3 - (4 if i % 2 else 0) + rng.uniform(-1, 1), h * i / teeth) for i in range(teeth + 1)]
    m = Pen(w, h).poly(left + right).mask()
    s = Sheet(w, h, colour, 0.0)
    s.a = m * strength
    if fold:
        n = noise(rng, w, h, 60, 1)
        s.px *= (0.96 + 0.06 * n)[..., None]
        for _ in range(2):
            x = rng.uniform(0.1, 0.9) * w
            line = Pen(w, h).line([(x, 0), (x + rng.uniform(-14, 14), h)], 1.6, cap=False).mask()
            s.px = s.px * (1 - 0.18 * line[..., None])
    return s


def grain(sheet, rng, dirt=60, tone=0.035):
    """Age a sheet: soft mottling and a few specks, cheap in bytes."""
    n = noise(rng, sheet.w, sheet.h, 90, 2) - 0.5
    sheet.px = sheet.px * (1 + tone * n[..., None])
    if dirt:
        sheet.over(specks(rng, sheet.w, sheet.h, dirt), (70, 62, 52), 0.8)
        sheet.lay(specks(rng, sheet.w, sheet.h, dirt // 2), PAPER, 0.9)
    return sheet


def boards(rng, w, h, plank=120, angle_jitter=0, tone=0.82):
    """Darkness of a stage floor in planks, seen from above."""
    d = np.full((h, w), tone, np.float32)
    x = -rng.uniform(0, plank)
    p = Pen(w, h, 2)
    while x < w:
        pw = plank * rng.uniform(0.9, 1.1)
        lo, hi = int(max(x, 0)), int(min(x + pw, w))
        if hi > lo:
            d[:, lo:hi] += rng.uniform(-0.10, 0.08)
            n = noise(rng, hi - lo + 2, 40, 24, 2)
            rows = np.linspace(0, 39, h).astype(int)
            d[:, lo:hi] += (n[rows][:, :hi - lo] - 0.5) * 0.22
        p.rect(x, 0, x + 3, h)
        for yy in rng.uniform(0, h, 2):
            p.rect(x, yy, x + pw, yy + 3)
        x += pw
    return np.clip(d + p.mask() * 0.5, 0, 1)


def scuffs(rng, w, h, n=20):
    """Scratches as a mask."""
    p = Pen(w, h, 2)
    for _ in range(n):
        x, y, a, ln = rng.uniform(0, w), rng.uniform(0, h), rng.uniform(0, 6.28), rng.uniform(20, 160)
        p.line([(x, y), (x + ln * np.cos(a), y + ln * np.sin(a))], rng.uniform(0.6, 1.6))
    return p.mask()
