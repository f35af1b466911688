"""Prints: woodcut, flat shapes, rows of things."""
import math

import numpy as np

from . import paper
from .press import DARK, GREY, INK, PAPER, SPOT, WARM, Pen, Sheet, blur, grid, noise, screen, shift
from .shapes import SIZE, bez, brush, dashes, move, picture, smooth, star, violin


def _sheet(aspect, colour=PAPER):
    """A blank sheet of an aspect."""
    return Sheet(*SIZE[aspect], colour)


@picture('pavlova-crack', '3:2')
def pavlova_crack(rng):
    """A concrete cake, cracked, with one strawberry."""
    s = _sheet('3:2')
    w, h = s.w, s.h
    x, y = grid(w, h)
    crack = [(600, 180), (622, 250), (584, 320), (616, 400), (588, 470), (612, 560), (600, 650)]
    for side in (-1, 1):
        off = side * 20
        if side < 0:
            pts = [(190, 300)] + bez((190, 300), (230, 236), (330, 214), (460, 222), (600, 200)) + crack[1:] + [(180, 650)]
        else:
            pts = bez((600, 200), (740, 216), (880, 210), (980, 238), (1012, 300)) + [(1022, 650)] + crack[:0:-1]
        pts = move(pts, off, 0)
        m = Pen(w, h).poly(pts).mask()
        s.lay(shift(m, 14, 12), INK)
        s.lay(m, WARM)
        stones, dots = Pen(w, h), Pen(w, h)
        done = []
        for _ in range(420):
            px, py = rng.uniform(170, 1040), rng.uniform(310, 640)
            if 446 < py < 494:
                continue
            r = rng.uniform(5, 17)
            if all(np.hypot(px - a, py - b) > r + c + 4 for a, b, c in done):
                done.append((px, py, r))
                k = 6
                stones.poly([(px + r * rng.uniform(.7, 1.15) * math.cos(t), py + r * rng.uniform(.7, 1.1) * math.sin(t))
                             for t in np.linspace(0, 6.28, k, endpoint=False)])
        for _ in range(420):
            dots.disc(rng.uniform(170, 1040), rng.uniform(300, 640), rng.uniform(1.2, 2.6))
        s.lay(np.maximum(stones.mask(), dots.mask() * (1 - blur(stones.mask(), 3))) * m, INK)
        cream = Pen(w, h).rect(0, 448, w, 492).mask()
        s.lay(cream * m, PAPER)
        s.lay(Pen(w, h).rect(0, 446, w, 451).rect(0, 489, w, 494).mask() * m, INK)
        drip = [(0, 0), (w, 0), (w, 300)]
        for i in range(25, -1, -1):
            xx = i * 48
            drip += [(xx + 34, 300), (xx + 24, 318 + 44 * ((i * 7) % 5) / 4), (xx + 12, 318 + 44 * ((i * 7) % 5) / 4), (xx + 2, 300)]
        ice = Pen(w, h).poly(smooth(drip, 4)).mask() * m
        s.lay(ice, PAPER)
        s.lay(np.clip(blur(ice, 2.2) * (1 - ice) * 4, 0, 1) * m, INK)
        line = Pen(w, h).line(pts + pts[:1], 6).mask()
        s.lay(line, INK)
    p = Pen(w, h).poly([(90, 656), (1110, 656), (1040, 690), (160, 690)]).rect(540, 690, 660, 750).poly([(420, 780), (470, 744), (730, 744), (780, 780)])
    s.lay(p.mask(), INK)
    bx, by = 430, 140
    berry = Pen(w, h).poly(smooth([(bx - 66, by - 34), (bx, by - 56), (bx + 66, by - 34), (bx + 56, by + 30), (bx, by + 88), (bx - 56, by + 30)], 8)).mask()
    s.lay(shift(berry, -5, 4), SPOT)
    seeds = Pen(w, h)
    for i, (a, b) in enumerate(((-36, -10), (0, -16), (36, -10), (-20, 20), (20, 20), (0, 50))):
        seeds.disc(bx + a, by + b, 4, 7)
    s.lay(seeds.mask(), PAPER)
    lv = Pen(w, h).poly(star(bx, by - 48, 54, 7, .35, 10)).line([(bx, by - 50), (bx + 16, by - 100)], 9)
    s.lay(lv.mask(), INK)
    return s


DOG = [(60, 0), (-160, 0), (-190, -26), (-176, -70), (-150, -150), (-120, -250), (-96, -320), (-92, -380), (-120, -420), (-132, -500),
       (-100, -520), (-66, -492), (-40, -500), (0, -486), (60, -452), (112, -440), (126, -420), (112, -396), (60, -388), (20, -372), (14, -330),
       (34, -270), (40, -200), (44, -100), (56, -34), (96, -22), (100, 0)]


@picture('ballot-box', '3:2')
def ballot_box(rng):
    """Two dogs and one box, cut in wood."""
    s = _sheet('3:2')
    w, h = s.w, s.h
    x, y = grid(w, h)
    xs = 600 - np.abs(x - 600)
    half = noise(rng, 600, h, 70, 2)
    wob = np.concatenate([half, half[:, ::-1]], 1)
    ang = np.arctan2(y - 330, xs - 600)
    r = np.hypot(xs - 600, y - 330)
    ray = np.abs(np.sin(ang * 17 + (wob - .5) * 1.3))
    rays = np.clip((ray - .52 + np.clip((r - 250) / 900, -.3, .5)) * np.clip(r / 16, 4, 30) / 3 + .5, 0, 1) * (y < 690)
    s.lay(rays, INK)
    s.lay(Pen(w, h).rect(0, 690, w, h).mask(), INK)
    grass = np.clip((np.sin((y + (wob - .5) * 26) / 5.2) - .55) * 3, 0, 1) * (y > 706)
    s.lay(grass, PAPER)
    p, cut = Pen(w, h), Pen(w, h)
    for fl, ox in ((False, 282), (True, 918)):
        pts = smooth(move(DOG, ox, 712, 1.2, flip=fl), 5)
        p.poly(pts)
        k = -1 if fl else 1
        brush(p, bez((ox - 190 * k, 690), (ox - 262 * k, 650), (ox - 250 * k, 560)), 34, 12)
        for i in range(9):
            yy = 660 - i * 34
            brush(cut, bez((ox - (150 - i * 9) * k, yy), (ox - (90 - i * 6) * k, yy - 14), (ox - (50 - i * 2) * k, yy + 8)), 8, 1.5)
        for i in range(6):
            brush(cut, bez((ox + (20 - i) * k, 640 - i * 46), (ox + (2 - i) * k, 620 - i * 46), (ox - (6 + i) * k, 590 - i * 46)), 7, 1.5)
        cut.line(bez((ox - 96 * k, 112), (ox - 62 * k, 160), (ox - 76 * k, 232), (ox - 108 * k, 262), (ox - 134 * k, 232)), 9)
        cut.disc(ox + 6 * k, 168, 9)
        brush(cut, bez((ox + 60 * k, 236), (ox + 100 * k, 226), (ox + 132 * k, 220)), 6, 2)
        cut.line([(ox - 84 * k, 300), (ox - 34 * k, 318), (ox + 16 * k, 300)], 13)
    m = p.mask()
    s.lay(np.clip(blur(m, 8) * 6, 0, 1), PAPER)
    s.lay(m, INK)
    s.lay(cut.mask(), PAPER)
    b = Pen(w, h).poly([(462, 452), (738, 452), (738, 728), (462, 728)]).poly([(436, 410), (764, 410), (764, 462), (436, 462)]).mask()
    s.lay(np.clip(blur(b, 8) * 6, 0, 1), PAPER)
    s.lay(b, INK)
    s.lay(Pen(w, h).rect(512, 428, 688, 440).rect(478, 480, 722, 484).rect(478, 704, 722, 708).mask(), PAPER)
    vote = Sheet(130, 150, SPOT)
    vote.lay(Pen(130, 150).line([(32, 60), (60, 92), (104, 34)], 15).mask(), PAPER)
    s.put(vote, 600, 362, 0)
    s.lay(Pen(w, h).rect(500, 428, 700, 470).mask(), INK)
    s.lay(Pen(w, h).rect(512, 428, 688, 440).mask(), PAPER)
    paw = Pen(w, h).disc(600, 616, 40, 34)
    for a, bb in ((-48, -34), (-18, -60), (18, -60), (48, -34)):
        paw.disc(600 + a, 610 + bb, 15, 20)
    s.lay(paw.mask(), PAPER)
    return s


@picture('harp-strings', '4:5')
def harp_strings(rng):
    """Forty-seven strings, just let go."""
    s = _sheet('4:5', INK)
    w, h = s.w, s.h
    p, red, ghost = Pen(w, h), Pen(w, h), np.zeros((h, w), np.float32)
    x, y = grid(w, h)
    for i in range(47):
        x0 = 44 + i * 19
        ln = 1100 - (i / 46) ** .85 * 800
        top = 44 + 26 * math.sin(i / 46 * math.pi)
        amp = 96 * math.exp(-((i - 14) / 7.5) ** 2)
        q = red if i == 14 else p
        pts = [(x0 + amp * math.sin(math.pi * t) ** 1.5, top + ln * t) for t in np.linspace(0, 1, 48)]
        q.line(pts, 6.4 - i * .07, cap=False)
        q.disc(x0, top, 6).disc(x0, top + ln, 6)
        if i == 14:
            t = np.clip((y - top) / ln, 0, 1)
            reach = amp * np.clip(np.sin(np.pi * t), 0, 1) ** 1.5
            ghost = np.maximum(ghost, ((x > x0 + reach) & (x < x0 + reach * 1.8)) * np.clip(reach / 90, 0, 1) * .6)
    s.lay(screen(blur(ghost, 5), 9, 45), GREY)
    s.lay(p.mask(), PAPER)
    s.lay(red.mask(), SPOT)
    return s


@picture('rhinestone-coat', '4:5')
def rhinestone_coat(rng):
    """A doctor's coat as a pattern, dressed for the Opry."""
    s = _sheet('4:5', INK)
    w, h = s.w, s.h
    half = [(0, 150), (92, 140), (130, 160), (226, 196), (284, 300), (352, 690), (250, 722), (206, 470), (212, 760), (238, 1110), (0, 1120)]
    body = [(480 + a, b) for a, b in half] + [(480 - a, b) for a, b in half[::-1]]
    m = Pen(w, h).poly(body).mask()
    s.lay(m, PAPER)
    dash = Pen(w, h)
    for k in (-1, 1):
        inner = [(480 + k * a * .94, 18 + b * .97) for a, b in half]
        for a, b in zip(inner[1:], inner[2:]):
            dashes(dash, a, b, 13, 9, 3)
    s.lay(dash.mask(), INK)
    ln = Pen(w, h)
    ln.line([(480, 470), (480, 1118)], 4)
    for k in (-1, 1):
        lapel = [(480, 470), (480 + k * 74, 150), (480 + k * 130, 168), (480 + k * 158, 290), (480 + k * 108, 300), (480 + k * 128, 340)]
        ln.line(lapel + lapel[:1], 5)
        ln.line([(480 + k * 206, 470), (480 + k * 200, 330)], 4)
        ln.line([(480 + k * 70, 790), (480 + k * 188, 790), (480 + k * 188, 920), (480 + k * 70, 920), (480 + k * 70, 790)], 5)
        ln.line([(480 + k * 340, 628), (480 + k * 234, 660)], 5)
    ln.line([(560, 520), (660, 520), (660, 600), (610, 618), (560, 600), (560, 520)], 5)
    s.lay(ln.mask(), INK)
    st = Pen(w, h)

    def gem(cx, cy, r, rot=0):
        """One star-cut stone."""
        st.poly(star(cx, cy, r, 4, .28, rot))
        st.disc(cx, cy, r * .34)
    for k in (-1, 1):
        for t in np.linspace(.08, .95, 9):
            gem(480 + k * (96 + 60 * t), 176 + 130 * t - 20, 11)
        for cx, cy, r in ((128, 854, 44), (128, 1030, 26), (176, 1064, 15), (80, 1064, 15), (270, 420, 15), (286, 500, 20), (302, 590, 15),
                          (250, 350, 12), (150, 980, 11), (106, 980, 11)):
            gem(480 + k * cx, cy, r, 45 if r < 13 else 0)
        for i in range(7):
            gem(480 + k * (74 + i * 19), 800 + 0, 8)
            gem(480 + k * (74 + i * 19), 908, 8)
    for i in range(6):
        st.disc(504, 520 + i * 96, 9)
    a = np.linspace(0, 2 * math.pi, 24, endpoint=False)
    for t in a:
        gem(350 + 52 * math.cos(t), 560 + 52 * math.sin(t), 7)
    gem(350, 560, 36)
    s.lay(st.mask() * m, INK)
    strap = Pen(w, h)
    pts = bez((392, 96), (372, 200), (400, 330), (470, 420), (570, 440), (640, 380), (640, 250), (600, 150), (568, 96))
    pts = bez((400, 60), (352, 180), (372, 330), (452, 430), (536, 430), (592, 330), (606, 180), (560, 60))
    strap.line(pts, 40)
    s.lay(strap.mask(), SPOT)
    holes = Pen(w, h)
    for i in range(4, len(pts) - 2, 6):
        holes.poly(star(*pts[i], 15, 4, .35))
    s.lay(holes.mask(), PAPER)
    tail = Pen(w, h).line(bez((494, 436), (500, 520), (470, 600), (492, 690)), 15).disc(492, 712, 34)
    s.lay(tail.mask(), SPOT)
    s.lay(Pen(w, h).disc(492, 712, 15).mask(), PAPER)
    for cx, cy in ((70, 70), (890, 70), (70, 1130), (890, 1130)):
        s.lay(Pen(w, h).line([(cx - 26, cy), (cx + 26, cy)], 3).line([(cx, cy - 26), (cx, cy + 26)], 3).mask(), GREY)
    return s


@picture('five-umbrellas', '3:2')
def five_umbrellas(rng):
    """Five umbrellas and a wind that found one."""
    s = _sheet('3:2')
    w, h = s.w, s.h
    x, y = grid(w, h)
    rain = Pen(w, h)
    for _ in range(50):
        rx, ry, ln = rng.uniform(-40, w), rng.uniform(-60, h), rng.uniform(50, 150)
        rain.line([(rx, ry), (rx + ln * .28, ry + ln)], 2.6)
    s.lay(rain.mask(), GREY)
    tones = [(.16, 12), (.34, 12), (.58, 12), (1.0, 12), (0, 12)]
    ys = (330, 372, 318, 366, 420)
    for i, cx in enumerate((140, 370, 600, 830, 1064)):
        cy, r = ys[i], 106
        last = i == 4
        if not last:
            dome = [(cx + r * math.cos(t), cy + r * 1.02 * math.sin(t)) for t in np.linspace(math.pi, 2 * math.pi, 30)]
            for k in range(4):
                a, b = cx + r - k * r / 2, cx + r - (k + 1) * r / 2
                dome += bez((a, cy), ((a + b) / 2, cy - 24), (b, cy))
            stem = Pen(w, h).rect(cx - 4, cy - 150, cx + 4, cy + 190).ring(cx + 24, cy + 188, 28, 9, 0, 180)
        else:
            dome = bez((cx - 124, cy - 160), (cx - 74, cy - 56), (cx, cy - 12), (cx + 74, cy - 56), (cx + 124, cy - 160))
            for k in range(4):
                a, b = cx + 124 - k * 62, cx + 124 - (k + 1) * 62
                dome += bez((a, cy - 160 + (k in (1, 2, 3)) * 18), ((a + b) / 2, cy - 120), (b, cy - 160 + (k in (0, 1, 2)) * 18))
            stem = Pen(w, h).rect(cx - 4, cy - 160, cx + 4, cy + 190).ring(cx + 24, cy + 188, 28, 9, 0, 180)
        m = Pen(w, h).poly(dome).mask()
        s.lay(stem.mask(), INK)
        s.lay(m, SPOT if last else PAPER)
        if not last:
            s.lay(m * screen(np.full((h, w), tones[i][0], np.float32), tones[i][1], 45), INK)
        else:
            ribs = Pen(w, h)
            for k in (-124, -62, 0, 62, 124):
                ribs.line([(cx, cy - 12), (cx + k, cy - 156)], 4)
            s.lay(ribs.mask(), INK)
        s.lay(Pen(w, h).line(dome + dome[:1], 5).mask(), INK)
    puddle = Pen(w, h)
    for i, cx in enumerate((140, 370, 600, 830, 1064)):
        puddle.disc(cx, 716, 84, 12)
    s.lay(puddle.mask() * screen(np.full((h, w), .5, np.float32), 7, 90, 'line'), INK)
    return s


@picture('stipple-warehouse', '3:2')
def stipple_warehouse(rng):
    """A record warehouse, half of it sold."""
    s = _sheet('3:2')
    w, h = s.w, s.h
    x, y = grid(w, h)
    s.lay(screen(np.clip(.66 - y / 480, 0, .6), 26, 20), INK)
    p = Pen(w, h)
    pts = [(-10, 800), (-10, 300)]
    for i in range(5):
        pts += [(60 + i * 236, 170), (60 + i * 236, 300)] if i else [(60, 170), (60, 300)]
        pts += [(60 + i * 236 + 4, 300)]
    pts = [(-10, 810), (-10, 268)]
    for i in range(5):
        x0 = 40 + i * 232
        pts += [(x0, 268), (x0 + 6, 132), (x0 + 226, 268)]
    pts += [(1210, 268), (1210, 810)]
    p.poly(pts)
    p.poly([(1080, 270), (1090, 20), (1140, 20), (1150, 270)])
    s.lay(p.mask(), INK)
    s.lay(Pen(w, h).rect(1084, 60, 1146, 70).rect(1082, 84, 1148, 94).mask(), PAPER)
    disc, lab, red = Pen(w, h), Pen(w, h), Pen(w, h)
    empty = Pen(w, h)
    for r in range(5):
        for c in range(13):
            cx, cy = 66 + c * 89, 350 + r * 89
            if (c * 5 + r * 3 + (c * r) % 4) % 2:
                disc.disc(cx, cy, 37)
                (red if (r, c) == (2, 8) else lab).disc(cx, cy, 12)
            else:
                empty.ring(cx, cy, 37, 2)
    s.lay(empty.mask(), DARK)
    s.lay(disc.mask(), PAPER)
    s.lay(lab.mask(), INK)
    s.lay(Pen(w, h).disc(66 + 8 * 89, 350 + 2 * 89, 37).mask(), SPOT)
    s.lay(Pen(w, h).disc(66 + 8 * 89, 350 + 2 * 89, 12).mask(), PAPER)
    return s


@picture('organ-pipes', '3:2')
def organ_pipes(rng):
    """Pipes in rank; one is not the right size and knows it."""
    s = _sheet('3:2')
    w, h = s.w, s.h
    x, y = grid(w, h)
    p, cut, red = Pen(w, h), Pen(w, h), Pen(w, h)
    n = 15
    for i in range(n):
        cx = 62 + i * 77
        top = 560 - (i / (n - 1)) ** 1.15 * 520
        wd = 29 + (i % 1)
        q = p
        if i == 10:
            top, q = 452, red
        q.rect(cx - wd, top, cx + wd, 640).disc(cx, top, wd, 9)
        q.poly([(cx - wd, 640), (cx + wd, 640), (cx + 9, 770), (cx - 9, 770)])
        my = 600
        cut.poly([(cx - 19, my + 30), (cx - 19, my), (cx, my - 34), (cx + 19, my), (cx + 19, my + 30)])
        cut.disc(cx, top, wd - 6, 5)
    s.lay(p.mask(), INK)
    s.lay(red.mask(), SPOT)
    gloss = Pen(w, h)
    for i in range(n):
        cx = 62 + i * 77
        top = 560 - (i / (n - 1)) ** 1.15 * 520
        if i != 10:
            gloss.rect(cx - 18, top + 26, cx - 13, 540)
    s.lay(gloss.mask() * screen(np.clip(1 - (y - 60) / 520, 0, 1) * .9, 6, 0, 'line'), PAPER)
    s.lay(cut.mask(), PAPER)
    lip = Pen(w, h)
    for i in range(n):
        cx = 62 + i * 77
        lip.rect(cx - 19, 610, cx + 19, 630)
    s.lay(lip.mask(), INK)
    s.lay(Pen(w, h).rect(0, 766, w, h).mask(), INK)
    return s


@picture('forty-violins', '3:2')
def forty_violins(rng):
    """Forty violins, one of them against."""
    s = _sheet('3:2')
    w, h = s.w, s.h
    p, hole, r1, r2 = (Pen(w, h) for _ in range(4))
    for r in range(5):
        for c in range(8):
            cx, cy = 92 + c * 145, 84 + r * 158
            if (r, c) == (3, 5):
                violin(r1, r2, cx, cy - 18, 144, 180)
            else:
                violin(p, hole, cx, cy + 18, 144, 0)
    s.lay(p.mask(), INK)
    s.lay(hole.mask(), PAPER)
    s.lay(r1.mask(), SPOT)
    s.lay(r2.mask(), PAPER)
    return s


@picture('pa-stack', '4:5')
def pa_stack(rng):
    """A loudspeaker stack at the end of its service, with a wreath."""
    s = _sheet('4:5')
    w, h = s.w, s.h
    x, y = grid(w, h)
    s.lay(Pen(w, h).rect(0, 1100, w, h).mask() * screen(np.full((h, w), .5, np.float32), 9, 90, 'line'), INK)

    def cone(cx, cy, r, dark=False):
        """One driver: surround, cone in dots, cap."""
        s.lay(Pen(w, h).disc(cx, cy, r).mask(), GREY)
        s.lay(Pen(w, h).disc(cx, cy, r * .94).mask(), INK)
        s.lay(Pen(w, h).ring(cx, cy, r * .86, 4).mask(), WARM)
        q = np.hypot(x - cx, y - cy) / r
        lum = np.clip(.16 + .8 * ((cx - x) * .6 + (cy - y)) / r * -.6 + .2, 0, .95) * (q < .8)
        s.lay(screen(lum, 16, 45) * Pen(w, h).disc(cx, cy, r * .8).mask(), PAPER)
        s.lay(Pen(w, h).disc(cx, cy, r * .3).mask(), INK)
        s.lay(screen(np.clip(.75 - np.hypot(x - cx + r * .1, y - cy + r * .1) / r * 2.4, 0, 1), 9, 45), PAPER)
    boxes = [(170, 60, 700, 300), (140, 312, 760, 600), (150, 612, 800, 1110)]
    for i, (x0, y0, x1, y1) in enumerate(boxes):
        b = Sheet(x1 - x0, y1 - y0, INK)
        bw, bh = x1 - x0, y1 - y0
        b.lay(Pen(bw, bh).frame(10, 10, bw - 10, bh - 10, 4).mask(), GREY)
        b.lay(paper.scuffs(rng, bw, bh, 5), WARM)
        for cx in (0, bw):
            for cy in (0, bh):
                b.lay(Pen(bw, bh).poly([(cx, cy), (cx + (44 if not cx else -44), cy), (cx, cy + (44 if not cy else -44))]).mask(), WARM)
        s.put(b, (x0 + x1) / 2, (y0 + y1) / 2, (0, 0, 0)[i])
    horn = Pen(w, h).rect(210, 100, 660, 180).mask()
    s.lay(horn, WARM)
    s.lay(Pen(w, h).poly([(222, 112), (648, 112), (520, 152), (350, 152)]).mask(), INK)
    s.lay(Pen(w, h).poly([(222, 170), (648, 170), (520, 152), (350, 152)]).mask(), DARK)
    for k in range(5):
        s.lay(Pen(w, h).disc(262 + k * 86, 238, 32).mask(), GREY)
        s.lay(Pen(w, h).disc(262 + k * 86, 238, 24).mask(), INK)
        s.lay(Pen(w, h).disc(262 + k * 86, 238, 8).mask(), WARM)
    cone(300, 456, 126)
    cone(600, 456, 126)
    cone(475, 862, 226)
    for a, dx in ((38, 0), (-46, 6)):
        s.put(paper.tape(rng, 300, 58, (214, 206, 190), 1.0), 612 + dx, 452, a)
    wr = Pen(w, h)
    cx, cy = 726, 1010
    for k in range(19):
        a = k / 19 * 2 * math.pi
        for off, r in ((.55, 104), (-.5, 74)):
            lx, ly = cx + r * math.cos(a), cy + r * math.sin(a)
            wr.poly(smooth(move([(-20, 0), (0, -9), (24, 0), (0, 9)], lx, ly, 1.3, math.degrees(a) + 90 + off * 74), 4))
    m = wr.mask()
    s.lay(np.clip(blur(m, 5) * 5, 0, 1), PAPER)
    s.lay(m, INK)
    bow = Pen(w, h)
    bow.poly(smooth([(cx, cy + 92), (cx - 62, cy + 60), (cx - 66, cy + 122)], 6)).poly(smooth([(cx, cy + 92), (cx + 62, cy + 60), (cx + 66, cy + 122)], 6))
    bow.poly([(cx - 6, cy + 96), (cx - 44, cy + 172), (cx - 18, cy + 166)]).poly([(cx + 6, cy + 96), (cx + 44, cy + 172), (cx + 18, cy + 166)])
    bow.disc(cx, cy + 92, 16)
    s.lay(bow.mask(), SPOT)
    return s
