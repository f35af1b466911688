"""Record sleeves, square."""
import math

import numpy as np

from . import letters, paper
from .press import GREY, INK, PAPER, SPOT, WARM, Pen, Sheet, grid, screen, shift
from .shapes import SIZE, bez, brush, move, picture, smooth, spiral


def _sheet(colour=PAPER):
    """A blank square."""
    return Sheet(*SIZE['1:1'], colour)


@picture('long-corridor', '1:1')
def long_corridor(rng):
    """A corridor of frames and, at the end, a door left open."""
    s = _sheet(INK)
    w, h = s.w, s.h
    x, y = grid(w, h)
    vx, vy = 560, 470
    t = 1.0
    k = 0
    while t > .11:
        x0, x1, y0, y1 = vx - vx * t * 1.1, vx + (w - vx) * t * 1.1, vy - vy * t * 1.1, vy + (h - vy) * t * 1.1
        n = t * .84
        if k % 2:
            s.lay(Pen(w, h).rect(x0, y0, x1, y1).mask(), PAPER)
            a0, a1, b0, b1 = vx - vx * n * 1.1, vx + (w - vx) * n * 1.1, vy - vy * n * 1.1, vy + (h - vy) * n * 1.1
            tone = Pen(w, h).poly([(x0, y0), (a0, b0), (a0, b1), (x0, y1)]).mask()
            s.lay(tone * screen(np.full((h, w), .5, np.float32), 9, 90, 'line'), INK)
            s.lay(Pen(w, h).poly([(x0, y0), (x1, y0), (a1, b0), (a0, b0)]).mask() *
                  screen(np.full((h, w), .74, np.float32), 9, 0, 'line'), INK)
        else:
            s.lay(Pen(w, h).rect(x0, y0, x1, y1).mask(), INK)
        t = n
        k += 1
    x0, x1, y0, y1 = vx - vx * t * 1.1, vx + (w - vx) * t * 1.1, vy - vy * t * 1.1, vy + (h - vy) * t * 1.1
    s.lay(Pen(w, h).rect(x0, y0, x1, y1).mask(), INK)
    s.lay(Pen(w, h).poly([(vx - 6, vy - 34), (vx + 26, vy - 34), (vx + 260, 1000), (vx - 150, 1000), (vx - 6, y1)]).mask() *
          Pen(w, h).rect(0, y1, w, h).mask(), PAPER)
    s.lay(Pen(w, h).rect(vx - 6, y0 + 12, vx + 26, y1).mask(), PAPER)
    s.lay(Pen(w, h).poly([(vx + 26, y0 + 12), (vx + 40, y0 + 6), (vx + 40, y1 + 8), (vx + 26, y1)]).mask(), GREY)
    return s


@picture('ornamental', '1:1')
def ornamental(rng):
    """All frame."""
    s = _sheet()
    w, h = s.w, s.h
    s.lay(Pen(w, h).rect(40, 40, 960, 960).mask() - Pen(w, h).rect(270, 270, 730, 730).mask(), INK)
    o = Pen(w, h)
    o.frame(56, 56, 944, 944, 5).frame(236, 236, 764, 764, 5)
    for i in range(13):
        t = 260 + i * 40
        for q in ((t, 253), (t, 747), (253, t), (747, t)):
            if 250 <= q[0] <= 750 and 250 <= q[1] <= 750:
                o.disc(*q, 7)

    def unit(cx, cy, rot):
        """One pair of scrolls round a palmette."""
        for fl in (1, -1):
            pts = [(0, 66)] + spiral(46 * fl, 8, 44, 1.75, math.radians(90), -fl, 46)
            pts = smooth([(0, 70), (20 * fl, 60)], 2, False) + spiral(48 * fl, 6, 50, 1.7, math.radians(115 if fl > 0 else 65), -fl, 46)
            brush(o, move(pts, cx, cy, 1, rot), 12, 3)
            brush(o, move(bez((0, 70), (70 * fl, 78), (98 * fl, 40)), cx, cy, 1, rot), 9, 2)
            o.poly(smooth(move([(0, 20), (16 * fl, -10), (34 * fl, -60), (10 * fl, -34)], cx, cy, 1, rot), 5))
        o.poly(smooth(move([(0, 24), (13, -20), (0, -76), (-13, -20)], cx, cy, 1, rot), 5))
        o.disc(*move([(0, 40)], cx, cy, 1, rot)[0], 11)
    for t in (346, 500, 654):
        unit(t, 146, 0)
        unit(t, 854, 180)
        unit(146, t, -90)
        unit(854, t, 90)
    for cx, cy, rot in ((164, 164, -45), (836, 164, 45), (836, 836, 135), (164, 836, -135)):
        unit(cx, cy, rot)
        o.disc(*move([(0, -88)], cx, cy, 1, rot)[0], 13)
    s.lay(o.mask(), PAPER)
    return s


@picture('quite-nothing', '1:1')
def quite_nothing(rng):
    """A full stop."""
    s = _sheet()
    w, h = s.w, s.h
    s.lay(Pen(w, h).disc(604, 648, 19).mask(), INK)
    p = Pen(w, h)
    p.ring(938, 62, 17, 2).rect(906, 61, 970, 63).rect(937, 30, 939, 94)
    s.lay(p.mask(), INK)
    s.lay(shift(Pen(w, h).ring(938, 62, 17, 2).mask(), 3, 2), SPOT)
    return s


@picture('decembre', '1:1')
def decembre(rng):
    """A beach umbrella from above; in one segment it is snowing."""
    s = _sheet()
    w, h = s.w, s.h
    x, y = grid(w, h)
    cx, cy, r = 500, 420, 370

    def lobe(i, rr=r, dx=0, dy=0):
        """One of eight segments, its hem drawn in."""
        a0, a1 = math.radians(i * 45 + 10), math.radians(i * 45 + 55)
        p0, p1 = (cx + dx + rr * math.cos(a0), cy + dy + rr * math.sin(a0)), (cx + dx + rr * math.cos(a1), cy + dy + rr * math.sin(a1))
        am = (a0 + a1) / 2
        mid = (cx + dx + rr * .885 * math.cos(am), cy + dy + rr * .885 * math.sin(am))
        return [(cx + dx, cy + dy)] + smooth([p0, mid, p1], 10, False)
    shade = Pen(w, h)
    for i in range(8):
        shade.poly(lobe(i, r, 56, 66))
    s.lay(shade.mask() * screen(np.full((h, w), .55, np.float32), 10, 30, 'line'), GREY)
    for i in range(8):
        m = Pen(w, h).poly(lobe(i)).mask()
        s.lay(m, INK if i == 6 else (SPOT if i % 2 else PAPER))
        if i == 6:
            flakes = Pen(w, h)
            for _ in range(900):
                fx, fy = rng.uniform(300, 720), rng.uniform(20, 430)
                if all(np.hypot(fx - a, fy - b) > 21 for a, b in getattr(lobe, 'done', [])):
                    lobe.done = getattr(lobe, 'done', []) + [(fx, fy)]
                    flakes.disc(fx, fy, rng.uniform(3, 8))
            s.lay(flakes.mask() * m, PAPER)
    ribs = Pen(w, h)
    for i in range(8):
        a = math.radians(i * 45 + 10)
        ribs.line([(cx, cy), (cx + r * math.cos(a), cy + r * math.sin(a))], 4)
        ribs.disc(cx + r * math.cos(a), cy + r * math.sin(a), 8)
        ribs.line(lobe(i)[1:], 4)
    ribs.disc(cx, cy, 20)
    s.lay(ribs.mask(), INK)
    s.lay(Pen(w, h).disc(cx, cy, 8).mask(), PAPER)
    letters.text(s, 'DÉCEMBRE, ENCORE', 500, 962, 400, INK, ax=.5, ay=1, width=900)
    return s


@picture('timetable', '1:1')
def timetable(rng):
    """A timetable with one service missed and one made."""
    s = _sheet(INK)
    w, h = s.w, s.h
    for r in range(8):
        for c in range(4):
            mins = 12 + c * 30 + r * 120
            letters.text(s, f'{mins // 60 % 24}:{mins % 60:02}', 228 + c * 240, 46 + r * 117 + 84, 100, PAPER, ax=1, ay=1, wdth=66)
    rule = Pen(w, h)
    for r in range(9):
        rule.rect(40, 26 + r * 117, 960, 29 + r * 117)
    s.lay(rule.mask(), GREY)
    s.lay(Pen(w, h).line(paper.rough(rng, (36, 556), (970, 540), 5, 60), 11).mask(), PAPER)
    ring = Pen(w, h)
    ring.line(smooth([(560, 716), (640, 690), (736, 706), (758, 782), (690, 838), (560, 844), (486, 790), (506, 724), (610, 682)], 10, False), 13)
    s.lay(ring.mask(), SPOT)
    return s


@picture('verandah', '1:1')
def verandah(rng):
    """Corrugated iron, shade, and one thong on the step."""
    s = _sheet()
    w, h = s.w, s.h
    x, y = grid(w, h)
    persp = (x - 500) / (1 + (y - 0) / 1400) / 66
    d = .5 + .5 * np.cos(persp * 2 * np.pi)
    roof = np.clip((d - .42) * 5 + .5, 0, 1)
    hem = 470 + 13 * np.cos(persp * 2 * np.pi)
    m = np.clip(hem - y, 0, 1)
    s.lay(m * roof, INK)
    s.lay(m * (1 - roof) * screen(np.clip(.9 - y / 380, 0, .5), 9, 90, 'line'), INK)
    shade = np.clip(y - hem, 0, 1) * (y < 760)
    s.lay(shade, INK)
    door = Pen(w, h)
    door.rect(600, 540, 606, 760).rect(840, 540, 846, 760).rect(600, 540, 846, 546)
    for px in (110, 452):
        door.rect(px, 500, px + 26, 760)
    s.lay(door.mask(), GREY)
    s.lay(Pen(w, h).poly([(0, 760), (1000, 760), (1000, 800), (0, 800)]).mask(), PAPER)
    s.lay(Pen(w, h).rect(0, 800, 1000, 812).mask(), INK)
    s.lay((y > 812) * screen(np.full((h, w), .32, np.float32), 11, 90, 'line') * (y < 900), INK)
    s.lay(Pen(w, h).rect(0, 900, 1000, 912).mask(), INK)
    sole = smooth([(-132, 4), (-122, -40), (-70, -50), (0, -40), (70, -56), (120, -48), (146, -8), (136, 40), (84, 58), (0, 46), (-70, 50),
                   (-122, 42)], 7)
    s.lay(Pen(w, h).poly(move(sole, 314, 850, 1.0, -8)).mask(), INK)
    s.lay(Pen(w, h).poly(move(sole, 306, 836, 1.0, -8)).mask(), SPOT)
    st = Pen(w, h)
    toe = move([(96, 2)], 306, 836, 1, -8)[0]
    for k in (-1, 1):
        st.line(bez(toe, *move([(40, 34 * k), (-34, 46 * k)], 306, 836, 1, -8)), 14)
    st.disc(*toe, 11)
    s.lay(st.mask(), INK)
    return s


@picture('split-single', '1:1')
def split_single(rng):
    """A seven-inch in two halves with two labels."""
    s = _sheet()
    crack = [(500 + dx, y0) for y0, dx in zip(range(-20, 1040, 62), (0, 26, -14, 30, 4, -28, 16, -8, 34, -6, 22, -26, 8, 30, -10, 14, -18, 6))]
    for side in (0, 1):
        d = Sheet(1000, 1000, INK, 0)
        d.lay(Pen(1000, 1000).disc(500, 500, 410).mask(), INK)
        gr = Pen(1000, 1000)
        for r in list(range(190, 404, 14)):
            gr.ring(500, 500, r, 2.6)
        x, y = grid(1000, 1000)
        a = np.arctan2(y - 500, x - 500)
        shine = np.clip(np.cos((a - .7) * 2) * 1.6 - .75, 0, 1)
        d.lay(gr.mask() * (.22 + .78 * shine) * d.a, WARM)
        lab = Pen(1000, 1000).disc(500, 500, 168).mask()
        d.lay(lab, PAPER if side else SPOT)
        if side:
            d.lay(lab * screen(np.full((1000, 1000), .3, np.float32), 8, 45, 'line') * (y < 420), INK)
            letters.text(d, 'B', 612, 506, 128, INK, ax=.5, ay=.5, wdth=80)
        else:
            letters.text(d, 'A', 388, 506, 128, PAPER, ax=.5, ay=.5, wdth=80)
        d.a = d.a * (1 - Pen(1000, 1000).disc(500, 500, 58).mask())
        edge = crack + ([(1000, 1000), (1000, 0)] if side else [(0, 1000), (0, 0)])
        d.cut(Pen(1000, 1000).poly(edge).mask())
        s.put(d, 548 if side else 448, 532 if side else 470, -11 if side else 5)
    return s
