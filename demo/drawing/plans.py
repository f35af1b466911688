"""Plans: stage plots, bird's-eye views, sections, exploded drawings, folding instructions."""
import math

import numpy as np

from . import letters
from .press import DARK, GREY, INK, PAPER, SPOT, WARM, Pen, Sheet, grid, screen, shift, worn
from .shapes import SIZE, arrow, bez, dashes, move, picture, smooth


def _sheet(aspect, colour=PAPER):
    """A blank sheet of an aspect."""
    return Sheet(*SIZE[aspect], colour)


@picture('car-park', '3:2')
def car_park(rng):
    """Parking bays from above, the venue in the middle of them, one bay in red."""
    s = _sheet('3:2')
    big = Sheet(1700, 1500, (120, 113, 103))
    w, h = big.w, big.h
    p, red = Pen(w, h, 2), None
    for row, y0 in enumerate((130, 430, 560, 860, 990, 1290)):
        up = row % 2 == 0
        p.rect(60, y0 + (0 if not up else 128), 1640, y0 + (8 if not up else 136))
        for i in range(21):
            x0 = 80 + i * 76
            p.rect(x0, y0, x0 + 7, y0 + 134)
    arrows = Pen(w, h, 2)
    for ax, ay, d in ((330, 340, 1), (1300, 340, 1), (420, 776, -1), (1250, 776, -1)):
        arrow(arrows, (ax, ay), (ax + 120 * d, ay), 13, 46)
    big.lay(worn(rng, np.maximum(p.mask(), arrows.mask()), .015, 12), PAPER)
    red = Pen(w, h).rect(1151 + 0, 566, 1220, 688).mask()
    big.lay(red, SPOT)
    hall = Pen(w, h).rect(560, 395, 1030, 905).mask()
    big.lay(shift(hall, 22, 26), (84, 78, 70))
    big.lay(hall, INK)
    roof = Pen(w, h)
    roof.frame(582, 417, 1008, 883, 3)
    roof.rect(640, 470, 700, 530).rect(640, 560, 700, 620).line([(800, 417), (800, 883)], 3)
    big.lay(roof.mask(), DARK)
    big.lay(Pen(w, h).rect(1024, 600, 1040, 690).mask(), PAPER)
    s.put(big, 600, 400, -14)
    return s


@picture('prompt-corner', '1:1')
def prompt_corner(rng):
    """A stage plot with a cross too many, outside the stage."""
    s = _sheet('1:1')
    w, h = s.w, s.h
    x, y = grid(w, h)
    stage = [(150, 120), (930, 120), (880, 690), (800, 770), (540, 800), (280, 770), (200, 690)]
    m = Pen(w, h).poly(smooth(stage[3:6], 8, False) + [(200, 690), (150, 120), (930, 120), (880, 690)]).mask()
    s.lay(m, INK)
    p = Pen(w, h)
    piano = [(246, 336)] + smooth([(246, 590), (258, 640), (302, 662), (352, 650), (384, 610), (404, 552), (448, 508), (474, 462), (478, 420)], 8,
                                 False) + [(478, 336)]
    p.poly([(232, 296), (492, 296), (492, 340), (232, 340)]).poly(piano)
    for dx, dy, r in ((560, 250, 52), (662, 214, 40), (742, 262, 58), (640, 318, 66)):
        p.disc(dx, dy, r)
    p.rect(500, 180, 530, 210)
    p.rect(740, 430, 850, 500).rect(740, 520, 850, 590)
    s.lay(p.mask(), PAPER)
    keys = Pen(w, h)
    lid = move(piano, 36, 54, .9)
    keys.line(lid + lid[:1], 4).line([(300, 360), (300, 626)], 4)
    for k in range(16):
        keys.rect(248 + k * 15, 304, 254 + k * 15, 328)
    keys.disc(560, 250, 38).disc(662, 214, 28).disc(742, 262, 44).disc(640, 318, 52).disc(768, 465, 20).disc(822, 465, 20)
    keys.disc(768, 555, 20).disc(822, 555, 20)
    s.lay(keys.mask(), INK)
    s.lay(Pen(w, h).disc(560, 250, 34).disc(662, 214, 24).disc(742, 262, 40).disc(640, 318, 48).mask(), WARM)
    x_ = Pen(w, h)

    def cross(q, cx, cy, r, wd):
        """A microphone, as plots mark it."""
        q.line([(cx - r, cy - r), (cx + r, cy + r)], wd).line([(cx - r, cy + r), (cx + r, cy - r)], wd)
    for cx, cy in ((400, 700), (540, 640), (680, 700), (560, 480), (800, 660)):
        cross(x_, cx, cy, 22, 10)
    s.lay(x_.mask(), PAPER)
    red = Pen(w, h)
    cross(red, 92, 862, 34, 19)
    arrow(red, (150, 812), (330, 668), 17, 58)
    s.lay(red.mask(), SPOT)
    letters.text(s, 'SUPPORT', 176, 836, 400, INK, width=540)
    ar = Pen(w, h)
    arrow(ar, (742, 900), (930, 900), 30, 90)
    s.lay(ar.mask(), INK)
    dash = Pen(w, h)
    dashes(dash, (540, 60), (540, 130), 16, 10, 4)
    s.lay(dash.mask(), INK)
    s.lay(Pen(w, h).rect(60, 60, 936, 64).mask(), INK)
    for k in range(13):
        s.lay(Pen(w, h, 1).rect(60 + k * 73, 60, 64 + k * 73, 82).mask(), INK)
    return s


@picture('van-side', '3:2')
def van_side(rng):
    """An old van from the side, cut away, everything in it fitting just about."""
    s = _sheet('3:2')
    w, h = s.w, s.h
    x, y = grid(w, h)
    s.lay(screen(np.clip((y - 640) / 120, .0, .5) * (y > 662), 12, 90, 'line'), INK)
    out = [(88, 612)] + smooth([(88, 560), (86, 300), (100, 222), (160, 198), (460, 192), (770, 194), (836, 214), (884, 270), (956, 398),
                                (1050, 420), (1104, 468), (1114, 560), (1114, 600)], 8, False) + [(1114, 612)]
    s.lay(Pen(w, h).poly(out).mask(), PAPER)
    s.lay(Pen(w, h).line(out, 9).mask(), INK)
    hold = Pen(w, h).rect(112, 230, 760, 560, r=10).mask()
    s.lay(hold, INK)
    cells = [(0, 0, 3, 2), (3, 0, 2, 2), (5, 0, 4, 1), (5, 1, 1, 3), (6, 1, 3, 2), (9, 0, 2, 3), (11, 0, 2, 2), (0, 2, 1, 3), (1, 2, 2, 2),
             (3, 2, 2, 1), (3, 3, 2, 2), (6, 3, 2, 2), (8, 3, 1, 2), (9, 3, 2, 1), (11, 2, 2, 3), (9, 4, 2, 1), (1, 4, 2, 1), (5, 4, 1, 1)]
    cw, ch = 640 / 13, 322 / 5
    for i, (cx, cy, a, b) in enumerate(cells):
        x0, y0 = 116 + cx * cw + 3, 234 + cy * ch + 3
        x1, y1 = 116 + (cx + a) * cw - 3, 234 + (cy + b) * ch - 3
        m = Pen(w, h, 1).rect(x0, y0, x1, y1).mask()
        s.lay(m, SPOT if i == 4 else PAPER)
        if i in (0, 5, 10, 14):
            q = Pen(w, h)
            k = min(x1 - x0, y1 - y0) * .4
            n = 2 if (b > a or a > b) and i in (5, 14) else 1
            for j in range(n):
                yy = y0 + (y1 - y0) * (j + .5) / n
                q.disc((x0 + x1) / 2, yy, k)
            s.lay(q.mask(), INK)
            q = Pen(w, h)
            for j in range(n):
                q.disc((x0 + x1) / 2, y0 + (y1 - y0) * (j + .5) / n, k * .35)
            s.lay(q.mask(), PAPER)
        elif i % 4 == 1:
            s.lay(m * screen(np.full((h, w), .4, np.float32), 8, 45, 'line'), INK)
        elif i % 4 == 2:
            q = Pen(w, h).line([(x0, y0), (x1, y1)], 3).line([(x0, y1), (x1, y0)], 3)
            s.lay(q.mask() * m, INK)
        elif i % 4 == 3:
            q = Pen(w, h).rect((x0 + x1) / 2 - 16, y0 + 10, (x0 + x1) / 2 + 16, y0 + 18, r=3)
            s.lay(q.mask(), INK)
    p = Pen(w, h)
    p.poly([(792, 250), (846, 250), (930, 402), (792, 402)])
    p.rect(776, 210, 781, 612).rect(84, 586, 1112, 596).rect(800, 440, 844, 450, r=4)
    p.rect(1040, 590, 1140, 622, r=6).rect(60, 590, 120, 622, r=6)
    s.lay(p.mask(), INK)
    s.lay(Pen(w, h).poly([(802, 260), (840, 260), (914, 392), (802, 392)]).mask(), WARM)
    s.lay(Pen(w, h).disc(1078, 498, 26).mask(), INK)
    s.lay(Pen(w, h).disc(1078, 498, 18).mask(), WARM)
    d = Pen(w, h).line([(840, 402), (862, 330)], 6).ring(856, 344, 26, 6)
    s.lay(d.mask(), INK)
    for cx in (274, 950):
        s.lay(Pen(w, h).disc(cx, 610, 98).mask() * (y < 612), PAPER)
        s.lay(Pen(w, h).disc(cx, 618, 84).mask(), INK)
        s.lay(Pen(w, h).disc(cx, 618, 46).mask(), PAPER)
        s.lay(Pen(w, h).disc(cx, 618, 20).mask(), INK)
    rack = Pen(w, h).rect(180, 168, 700, 176).rect(220, 130, 500, 168).rect(520, 108, 560, 168).rect(210, 168, 216, 196).rect(660, 168, 666, 196)
    s.lay(rack.mask(), INK)
    s.lay(Pen(w, h).rect(226, 136, 494, 162).mask(), PAPER)
    return s


def _iso(x, y, z, ox=0, oy=0, k=1.0, ax=.866, ay=.5):
    """Isometric projection, or a flatter one."""
    return ox + (x - y) * ax * k, oy + (x + y) * ay * k - z * k


def _block(s, x0, y0, x1, y1, z0, z1, o, faces):
    """An isometric block: (top, left, right) colours or screens."""
    f = lambda a, b, c: _iso(a, b, c, *o)  # noqa: E731
    polys = ([f(x0, y0, z1), f(x1, y0, z1), f(x1, y1, z1), f(x0, y1, z1)],
             [f(x0, y1, z1), f(x1, y1, z1), f(x1, y1, z0), f(x0, y1, z0)],
             [f(x1, y0, z1), f(x1, y1, z1), f(x1, y1, z0), f(x1, y0, z0)])
    for poly, face in zip(polys, faces):
        m = Pen(s.w, s.h, 2).poly(poly).mask()
        if isinstance(face, tuple):
            s.lay(m, face)
        else:
            s.lay(m, PAPER)
            s.lay(m * face, INK)
    edge = Pen(s.w, s.h, 2)
    for poly in polys:
        edge.line(poly + poly[:1], 2.4)
    s.lay(edge.mask(), INK)


@picture('stairs-list', '3:2')
def stairs_list(rng):
    """Seven landings, all down."""
    s = _sheet('3:2')
    w, h = s.w, s.h
    line = screen(np.full((h, w), .42, np.float32), 8, 60, 'line')
    x = y = 0.0
    z, wide, run, rise = 0.0, 82, 36, 10
    o = (455, 24, 1.0, 1.62, .3)
    lands = []
    for k in range(7):
        _block(s, x, y, x + wide, y + wide, z - 1400, z, o, (PAPER, line, INK))
        lands.append((k + 1, _iso(x + wide / 2, y + wide / 2, z, *o)))
        if k == 6:
            break
        along_x = k % 2 == 0
        for j in range(4):
            z -= rise
            if along_x:
                _block(s, x + wide + j * run, y, x + wide + (j + 1) * run, y + wide, z - 1400, z, o, (PAPER, line, INK))
            else:
                _block(s, x, y + wide + j * run, x + wide, y + wide + (j + 1) * run, z - 1400, z, o, (PAPER, line, INK))
        z -= rise
        if along_x:
            x += wide + 4 * run
        else:
            y += wide + 4 * run
    for n, (lx, ly) in lands:
        letters.text(s, str(n), lx, ly, 50, SPOT if n == 7 else INK, ax=.5, ay=.5, wdth=125)
    return s


def _coil(pen, o, a, b, y, r, turns, wd):
    """A spring along x."""
    pts = []
    for i in range(turns * 16):
        t = i / (turns * 16)
        ph = t * turns * 2 * math.pi
        pts.append(_iso(a + (b - a) * t, y + r * math.cos(ph), r * math.sin(ph), *o))
    pen.line(pts, wd)


@picture('tape-echo', '3:2')
def tape_echo(rng):
    """A tape echo taken to pieces, every piece numbered."""
    s = _sheet('3:2')
    w, h = s.w, s.h
    half = screen(np.full((h, w), .35, np.float32), 6, 60, 'line')
    ax = Pen(w, h)
    for a, b in (((600, 30), (600, 770)), ((430, 130), (430, 660)), ((770, 130), (770, 660))):
        dashes(ax, a, b, 20, 8, 2.2)
    s.lay(ax.mask(), INK)

    def at(oy, ox=600):
        """A projection with its origin moved."""
        return (ox, oy, 1.0)
    _block(s, -210, -120, 210, 120, -46, 0, at(700), (WARM, half, INK))
    m = Pen(w, h)
    cx, cy = 600, 560
    m.rect(cx - 74, cy - 10, cx + 74, cy + 62).disc(cx, cy + 62, 74, 36)
    s.lay(m.mask(), INK)
    s.lay(Pen(w, h).disc(cx, cy - 10, 74, 36).mask(), INK)
    s.lay(Pen(w, h).disc(cx, cy - 10, 68, 31).mask(), WARM)
    s.lay(Pen(w, h).rect(cx - 9, cy - 64, cx + 9, cy - 10).disc(cx, cy - 64, 9, 5).mask(), INK)
    for k in range(5):
        s.lay(Pen(w, h).rect(cx - 50 + k * 14, cy + 24, cx - 45 + k * 14, cy + 84).mask(), PAPER)
    sp = Pen(w, h)
    for yy in (-150, -110):
        _coil(sp, at(600, 470), -120, 40, yy + 150, 22, 11, 3)
    s.lay(sp.mask(), INK)
    loop = Pen(w, h)
    pts = smooth([(330, 330), (420, 286), (600, 262), (780, 286), (870, 330), (800, 380), (690, 352), (600, 396), (500, 352), (400, 380)], 12)
    loop.poly(pts + pts[:1])
    s.lay(Pen(w, h).line(pts + pts[:1], 4).mask(), INK)
    for dy in range(0, 40, 2):
        s.lay(Pen(w, h, 1).line([(a, b + dy) for a, b in pts + pts[:1]], 3).mask(), SPOT)
    s.lay(Pen(w, h).line(pts + pts[:1], 3).line([(a, b + 41) for a, b in pts + pts[:1]], 3).mask(), INK)
    for i, hx in enumerate((-190, -65, 65, 190)):
        yy = 208 + abs(hx) * .16 - 20
        _block(s, -26, -26, 26, 26, -52, 0, at(yy, 600 + hx), (PAPER, half, INK))
        s.lay(Pen(w, h).rect(600 + hx - 20, yy + 18, 600 + hx - 12, yy + 58).mask(), INK)
    _block(s, -150, -80, 150, 80, -14, 0, at(98), (WARM, half, INK))
    k = Pen(w, h)
    for dx in (-80, 0, 80):
        k.disc(600 + dx, 98 + 0, 22, 11).rect(600 + dx - 22, 80, 600 + dx + 22, 98).disc(600 + dx, 80, 22, 11)
    s.lay(k.mask(), INK)
    lead = Pen(w, h)
    tags = (('12', (700, 80), (960, 50)), ('7', (820, 214), (1010, 170)), ('4', (410, 214), (180, 150)), ('31', (866, 346), (1080, 320)),
            ('18', (420, 560), (160, 480)), ('9', (674, 590), (980, 540)), ('2', (760, 700), (1050, 690)))
    for t, a, b in tags:
        lead.line([a, b], 2.2).disc(*a, 5)
        letters.text(s, t, b[0] + (12 if b[0] > 600 else -12), b[1], 50, INK, ax=0 if b[0] > 600 else 1, ay=.5, wdth=80)
    s.lay(lead.mask(), INK)
    letters.text(s, 'FIG. 4', 52, 748, 92, INK, ay=1)
    return s


@picture('hall-plan', '3:2')
def hall_plan(rng):
    """Pews in arcs round the one cross that matters."""
    s = _sheet('3:2', INK)
    w, h = s.w, s.h
    cx, cy = 600, 250
    p = Pen(w, h)
    for r in range(120, 900, 54):
        n = max(5, int(r / 26))
        for i in range(n * 2):
            a = math.pi * 2 * (i + .5 * ((r // 54) % 2)) / (n * 2)
            if abs(math.sin(a)) > .985 or abs(math.cos(a)) > .992:
                continue
            half = .36 * 2 * math.pi / (n * 2)
            p.line([(cx + r * math.cos(a - half), cy + r * .8 * math.sin(a - half)), (cx + r * math.cos(a + half), cy + r * .8 * math.sin(a + half))],
                   11, cap=False)
    s.lay(p.mask(), PAPER)
    s.lay(Pen(w, h).rect(0, 628, w, h).mask(), PAPER)
    letters.text(s, 'ONE MIC. NO MONITORS.', 600, 652, 400, INK, ax=.5, width=1120)
    c = Pen(w, h).line([(cx - 34, cy - 34), (cx + 34, cy + 34)], 20).line([(cx - 34, cy + 34), (cx + 34, cy - 34)], 20)
    s.lay(c.mask(), SPOT)
    return s


@picture('lift-tour-ticket', '1:1')
def lift_tour(rng):
    """A lift's buttons, which are also the tour."""
    s = _sheet('1:1', WARM)
    w, h = s.w, s.h
    x, y = grid(w, h)
    panel = Pen(w, h).frame(36, 36, 964, 964, 5)
    for sx in (70, 930):
        for sy in (70, 930):
            panel.disc(sx, sy, 15)
    s.lay(panel.mask(), INK)
    sl = Pen(w, h)
    for sx in (70, 930):
        for sy in (70, 930):
            sl.line([(sx - 10, sy - 5), (sx + 10, sy + 5)], 4, cap=False)
    s.lay(sl.mask(), WARM)
    spots = [('M', 250, 270), ('S', 500, 270), ('B', 750, 270), ('A', 250, 590), ('H', 500, 590)]
    for c, bx, by in spots:
        lit = c == 'B'
        if lit:
            g = np.clip(1 - (np.hypot(x - bx, y - by) - 110) / 110, 0, 1) * .8
            s.lay(screen(g, 12, 45), SPOT)
        s.lay(Pen(w, h).disc(bx + 6, by + 9, 116).mask(), INK)
        s.lay(Pen(w, h).disc(bx, by, 114).mask(), INK)
        s.lay(Pen(w, h).disc(bx, by, 106).mask(), PAPER)
        s.lay(Pen(w, h).disc(bx, by, 92).mask(), SPOT if lit else INK)
        letters.text(s, c, bx, by, 134, PAPER, ax=.5, ay=.5, wdth=75)
    s.lay(Pen(w, h).rect(658, 494, 842, 686, r=8).mask(), INK)
    ar = Pen(w, h).poly([(750, 518), (812, 580), (688, 580)])
    s.lay(ar.mask(), GREY)
    s.lay(Pen(w, h).poly([(750, 662), (812, 600), (688, 600)]).mask(), SPOT)
    Pen(w, h).disc(250, 836, 34).rect(244, 800, 256, 870)
    s.lay(Pen(w, h).disc(250, 836, 44).mask(), INK)
    s.lay(Pen(w, h).disc(250, 836, 37).mask(), WARM)
    s.lay(Pen(w, h).disc(250, 828, 11).poly([(245, 828), (255, 828), (260, 860), (240, 860)]).mask(), INK)
    gr = Pen(w, h)
    for i in range(9):
        for j in range(4):
            gr.disc(440 + i * 43, 790 + j * 31, 8)
    s.lay(gr.mask(), INK)
    return s


@picture('tigress-origami', '1:1')
def tigress_origami(rng):
    """How to fold a tiger; step six is how to stop."""
    s = _sheet('1:1')
    w, h = s.w, s.h
    ink, grey, dash, white = Pen(w, h), Pen(w, h), Pen(w, h), Pen(w, h)
    k = 132

    def shape(pts, cx, cy, pen=ink, close=True, wd=6):
        """Outline of a folded form."""
        q = [(cx + a * k, cy + b * k) for a, b in pts]
        pen.line(q + (q[:1] if close else []), wd)
        return q
    cells = [(190, 250), (500, 250), (810, 250), (190, 700), (500, 700), (810, 700)]
    cx, cy = cells[0]
    shape([(0, -1), (1, 0), (0, 1), (-1, 0)], cx, cy)
    dashes(dash, (cx - k, cy), (cx + k, cy), 15, 10, 4)
    ink.line(bez((cx + 40, cy - 74), (cx + 96, cy - 6), (cx + 46, cy + 58)), 4)
    ink.poly([(cx + 34, cy + 72), (cx + 38, cy + 42), (cx + 60, cy + 58)])
    cx, cy = cells[1]
    q = [(cx + a * k, cy + b * k) for a, b in ((-1, -.4), (1, -.4), (0, .6))]
    grey.poly(q)
    shape([(-1, -.4), (1, -.4), (0, .6)], cx, cy)
    dashes(dash, (cx - k * .5, cy + k * .1), (cx - k * .1, cy - k * .4), 13, 9, 4)
    dashes(dash, (cx + k * .5, cy + k * .1), (cx + k * .1, cy - k * .4), 13, 9, 4)
    cx, cy = cells[2]
    grey.poly([(cx + a * k, cy + b * k) for a, b in ((-.52, -.4), (.52, -.4), (.5, .1), (0, .6), (-.5, .1))])
    shape([(-.52, -.4), (.52, -.4), (.5, .1), (0, .6), (-.5, .1)], cx, cy)
    shape([(-.52, -.4), (-.82, -.92), (-.12, -.4)], cx, cy)
    shape([(.52, -.4), (.82, -.92), (.12, -.4)], cx, cy)
    dashes(dash, (cx - k * .5, cy + k * .1), (cx + k * .5, cy + k * .1), 13, 9, 4)
    cx, cy = cells[3]
    grey.poly([(cx + a * k, cy + b * k) for a, b in ((-.52, -.5), (.52, -.5), (.56, .15), (.2, .5), (-.2, .5), (-.56, .15))])
    shape([(-.52, -.5), (.52, -.5), (.56, .15), (.2, .5), (-.2, .5), (-.56, .15)], cx, cy)
    shape([(-.52, -.5), (-.84, -.9), (-.86, -.2), (-.55, .1)], cx, cy)
    shape([(.52, -.5), (.84, -.9), (.86, -.2), (.55, .1)], cx, cy)
    shape([(-.2, .5), (0, .16), (.2, .5)], cx, cy)
    cx, cy = cells[4]
    head = [(-.5, -.62), (-.86, -.95), (-.92, -.3), (-.74, .26), (-.3, .72), (.3, .72), (.74, .26), (.92, -.3), (.86, -.95), (.5, -.62)]
    black = Pen(w, h).poly([(cx + a * k, cy + b * k) for a, b in head]).mask()
    for sx in (-1, 1):
        for y0 in (-.34, -.06, .22):
            white.poly([(cx + sx * .95 * k, cy + (y0 - .06) * k), (cx + sx * .42 * k, cy + (y0 + .05) * k), (cx + sx * .95 * k, cy + (y0 + .07) * k)])
        white.poly([(cx + sx * .16 * k, cy - .04 * k), (cx + sx * .44 * k, cy - .2 * k), (cx + sx * .4 * k, cy - .02 * k)])
    white.poly([(cx - .07 * k, cy - .62 * k), (cx + .07 * k, cy - .62 * k), (cx, cy - .18 * k)])
    white.poly([(cx - .16 * k, cy + .26 * k), (cx + .16 * k, cy + .26 * k), (cx, cy + .46 * k)])
    cx, cy = cells[5]
    sq = [(cx - k * .92, cy - k * .92), (cx + k * .92, cy - k * .92), (cx + k * .92, cy + k * .92), (cx - k * .92, cy + k * .92)]
    red = Pen(w, h).poly(sq).mask()
    cr = Pen(w, h)
    e = k * .92
    for a, b in (((-e, -e), (e, e)), ((-e, e), (e, -e)), ((-e, 0), (e, 0)), ((0, -e), (0, e)), ((-e, 0), (0, -e)), ((0, -e), (e, 0)),
                 ((e, 0), (0, e)), ((0, e), (-e, 0))):
        dashes(cr, (cx + a[0], cy + a[1]), (cx + b[0], cy + b[1]), 13, 9, 3.6)
    s.lay(grey.mask(), PAPER)
    s.lay(grey.mask() * screen(np.full((h, w), .36, np.float32), 8, 45, 'line'), INK)
    s.lay(black, INK)
    s.lay(white.mask(), PAPER)
    s.lay(red, SPOT)
    s.lay(cr.mask(), PAPER)
    s.lay(np.maximum(ink.mask(), dash.mask()), INK)
    s.lay(Pen(w, h).rect(0, 488, w, 492).mask(), INK)
    for i, (cx, cy) in enumerate(cells):
        letters.text(s, str(i + 1), cx - 150, cy + 226, 88, INK, ay=1)
    return s


@picture('press-hall', '3:2')
def press_hall(rng):
    """The folder, cut out of black, and what it makes."""
    s = _sheet('3:2')
    w, h = s.w, s.h
    x, y = grid(w, h)
    p, c = Pen(w, h), Pen(w, h)
    p.poly([(40, 720), (40, 250), (120, 250), (120, 130), (430, 130), (430, 210), (640, 330), (640, 720), (560, 720), (540, 620), (200, 620),
            (180, 720)])
    p.rect(20, 708, 700, 740)
    for bx, by, r in ((150, 132, 78), (316, 118, 92), (470, 220, 66)):
        p.disc(bx, by, r)
    c.disc(150, 132, 56).disc(316, 118, 68).disc(470, 220, 46).disc(200, 420, 92).disc(400, 440, 74).disc(560, 470, 50)
    c.rect(90, 556, 540, 572).rect(240, 250, 420, 276, r=10).rect(240, 292, 360, 312, r=10)
    q = Pen(w, h)
    for bx, by, r in ((150, 132, 36), (316, 118, 46), (470, 220, 28), (200, 420, 74), (400, 440, 58), (560, 470, 36)):
        q.disc(bx, by, r)
    s.lay(p.mask(), INK)
    s.lay(c.mask(), PAPER)
    s.lay(q.mask(), INK)
    spokes = Pen(w, h)
    for bx, by, r in ((200, 420, 74), (400, 440, 58), (316, 118, 46)):
        for k in range(6):
            a = k * math.pi / 3 + r
            spokes.line([(bx, by), (bx + r * math.cos(a), by + r * math.sin(a))], 7)
    s.lay(spokes.mask(), PAPER)
    s.lay(Pen(w, h).disc(200, 420, 20).disc(400, 440, 17).disc(316, 118, 14).mask(), PAPER)
    web = Pen(w, h)
    web.line(bez((-10, 60), (72, 110), (150, 214), (240, 130), (316, 24), (404, 100), (470, 288), (560, 400), (700, 420)), 6)
    s.lay(web.mask(), INK)
    for i in range(9):
        sh = Sheet(330, 440, INK)
        sh.lay(Pen(330, 440).rect(4, 4, 326, 436).mask(), PAPER)
        if i < 8:
            body = Pen(330, 440, 1)
            body.rect(24, 24, 306, 74)
            for k in range(14):
                for col in range(3):
                    body.rect(24 + col * 98, 92 + k * 24, 108 + col * 98, 104 + k * 24)
            sh.lay(body.mask(), GREY)
        else:
            g = letters.squash(letters.word('F', 400, 900, 80), 220, 350)
            sh.lay(letters.place(330, 440, g, 172, 222, .5, .5), SPOT)
        a = 62 - i * 8.2
        t = math.radians(a)
        s.put(sh, 700 + math.sin(-t) * -20 + (1 - math.sin(t)) * 250, 640 - math.cos(t) * 260 + 40, a)
    return s
