"""Halftone posters: light, glow, sea, dawn, faces."""
import numpy as np

from . import letters, solid
from .press import GREY, INK, PAPER, SPOT, WARM, Pen, Sheet, blur, grid, noise, screen, shift
from .shapes import SIZE, arrow, bez, head, move, picture, smooth, standing


def _sheet(aspect, colour=PAPER):
    """A blank sheet of an aspect."""
    return Sheet(*SIZE[aspect], colour)


@picture('one-microphone', '3:2')
def one_microphone(rng):
    """Dots swell towards one ribbon microphone; five lines run in from the edges."""
    s = _sheet('3:2')
    w, h = s.w, s.h
    cx, cy = 600, 372
    x, y = grid(w, h)
    r = np.hypot(x - cx, y - cy)
    d = np.clip(1.02 - r / 520, 0, 1) ** 1.5 * 0.9
    halo = Pen(w, h).disc(cx, cy, 205).mask()
    s.lay(shift(halo, -7, 5), SPOT)
    dots = screen(np.clip(d, 0, .72), 23, 15, soft=1.2) * (1 - halo)
    s.lay(dots, INK)
    lines = Pen(w, h)
    for ex, ey in ((-5, 70), (-5, 690), (1205, 150), (1205, 620), (810, -5)):
        lines.line([(ex, ey), (cx, cy)], 3.4, cap=False)
    s.lay(lines.mask() * (1 - Pen(w, h).disc(cx, cy, 126).mask()), INK)
    p = Pen(w, h)
    p.rect(cx - 8, cy + 150, cx + 8, h)
    p.poly(smooth([(cx - 112, cy - 40), (cx - 112, cy + 60), (cx - 70, cy + 168), (cx, cy + 196), (cx + 70, cy + 168),
                   (cx + 112, cy + 60), (cx + 112, cy - 40), (cx + 96, cy - 40), (cx + 92, cy + 52), (cx + 56, cy + 146),
                   (cx, cy + 166), (cx - 56, cy + 146), (cx - 92, cy + 52), (cx - 96, cy - 40)], 6))
    body = [(-52, -190), (52, -190), (86, -128), (86, 70), (52, 132), (-52, 132), (-86, 70), (-86, -128)]
    p.poly(move(body, cx, cy))
    p.rect(cx - 120, cy - 52, cx + 120, cy - 28, r=10)
    s.lay(p.mask(), INK)
    slots = Pen(w, h)
    for i in range(10):
        yy = cy - 168 + i * 15
        slots.rect(cx - 66, yy, cx + 66, yy + 6, r=3)
    for i in range(7):
        yy = cy + 10 + i * 16
        slots.rect(cx - 66 + max(0, i - 4) * 8, yy, cx + 66 - max(0, i - 4) * 8, yy + 6, r=3)
    s.lay(slots.mask(), PAPER)
    s.lay(Pen(w, h).rect(cx - 7, cy - 52, cx + 7, cy - 28).mask(), PAPER)
    return s


@picture('between-floors', '3:2')
def between_floors(rng):
    """A shaft in section and a lit car stuck across a floor line, two backs to each other."""
    s = _sheet('3:2')
    w, h = s.w, s.h
    x, y = grid(w, h)
    glow = np.clip(1 - np.hypot((x - 600) * .8, (y - 420)) / 700, 0, 1)
    s.lay(screen(np.clip(.9 - glow * .62, 0, 1), 19, 90, 'line'), INK)
    shaft = Pen(w, h).rect(330, 0, 870, h).mask()
    s.lay(shaft, INK)
    slabs = Pen(w, h)
    for yy in (92, 690):
        slabs.rect(0, yy, 330, yy + 26).rect(870, yy, w, yy + 26)
    s.lay(slabs.mask(), PAPER)
    edges = Pen(w, h)
    for yy in (92, 690):
        edges.rect(0, yy + 26, 330, yy + 34).rect(870, yy + 26, w, yy + 34)
    s.lay(edges.mask(), INK)
    doors = Pen(w, h)
    for y0 in (-150, 448):
        doors.rect(330, y0, 342, y0 + 240).rect(858, y0, 870, y0 + 240)
    s.lay(doors.mask(), GREY)
    cable = Pen(w, h)
    for k in (-22, 0, 22):
        cable.rect(600 + k - 2, 0, 600 + k + 2, 170)
    cable.poly([(500, 206), (560, 168), (640, 168), (700, 206)]).rect(380, 204, 820, 620, r=4)
    for xx in (358, 842):
        cable.rect(xx - 3, 0, xx + 3, h)
    s.lay(cable.mask(), WARM)
    s.lay(Pen(w, h).rect(394, 218, 806, 606).mask(), PAPER)
    lamp = np.clip((y - 420) / 190, 0, 1) * .5 + np.clip(np.abs(x - 600) / 206 - .55, 0, 1) * .7
    s.lay(screen(lamp, 14, 45) * Pen(w, h).rect(394, 218, 806, 606).mask(), INK)
    s.lay(Pen(w, h).rect(520, 218, 680, 232).mask(), SPOT)
    p = Pen(w, h)
    standing(p, 522, 600, 318, True)
    standing(p, 676, 600, 336)
    s.lay(p.mask(), INK)
    s.lay(Pen(w, h).rect(394, 598, 806, 606).mask(), INK)
    return s


@picture('between-floors-poster', '3:2')
def between_floors_poster(rng):
    """One lamp on black and an indicator that cannot decide."""
    s = _sheet('3:2', INK)
    w, h = s.w, s.h
    x, y = grid(w, h)
    r = np.hypot(x - 600, y - 330)
    lum = np.clip(1.05 - r / 470, 0, 1) ** 1.35
    s.lay(screen(np.clip(lum, 0, .9), 17, 30, soft=1.2), WARM)
    box = Pen(w, h).rect(330, 190, 870, 470, r=12).mask()
    s.lay(box, INK)
    s.lay(Pen(w, h).rect(342, 202, 858, 458, r=6).mask() - Pen(w, h).rect(346, 206, 854, 454, r=4).mask(), GREY)
    for t, xx in (('3', 440), ('4', 760)):
        letters.text(s, t, xx, 330, 262, PAPER, ax=.5, ay=.5)
    p = Pen(w, h)
    arrow(p, (600, 330), (600, 232), 20, 62)
    arrow(p, (600, 330), (600, 428), 20, 62)
    s.lay(p.mask(), SPOT)
    return s


@picture('ferry-leaving', '3:2')
def ferry_leaving(rng):
    """Sine seas in dots; a black wedge leaves right and its wake is a sound."""
    s = _sheet('3:2')
    w, h = s.w, s.h
    x, y = grid(w, h)
    dark = np.zeros((h, w), np.float32)
    bands = [(318, 5, 230, 70), (392, 14, 330, 120), (508, 28, 470, 170), (668, 42, 680, 230)]
    for i, (base, amp, wave, depth) in enumerate(bands):
        top = base + amp * np.sin(x / wave * 2 * np.pi + i * 1.9) + amp * .4 * np.sin(x / wave * 3.7 + i)
        t = (y - top) / depth
        dark = np.where(t > 0, np.clip(1.0 - t * 1.02, .03, 1) ** .9, dark)
    s.lay(screen(dark, 23, 0, soft=1.1), INK)
    p = Pen(w, h)
    x0, y0 = 870, 316
    p.poly([(x0, y0 - 40), (x0 + 262, y0 - 62), (x0 + 228, y0 + 8), (x0 + 26, y0 + 8)])
    p.poly([(x0 + 26, y0 - 48), (x0 + 26, y0 - 96), (x0 + 190, y0 - 108), (x0 + 206, y0 - 48)])
    p.poly([(x0 + 60, y0 - 96), (x0 + 60, y0 - 150), (x0 + 104, y0 - 156), (x0 + 110, y0 - 96)])
    p.poly([(x0 + 126, y0 - 98), (x0 + 126, y0 - 130), (x0 + 176, y0 - 132), (x0 + 184, y0 - 98)])
    p.rect(x0 + 148, y0 - 184, x0 + 152, y0 - 120)
    s.lay(p.mask(), INK)
    win = Pen(w, h)
    for i in range(7):
        win.rect(x0 + 40 + i * 20, y0 - 84 - i, x0 + 52 + i * 20, y0 - 68 - i)
    s.lay(win.mask(), PAPER)
    wake = Pen(w, h)
    for i in range(78):
        xx = 850 - i * 11
        env = np.exp(-((i - 12) / 26) ** 2) + .45 * np.exp(-((i - 52) / 12) ** 2)
        a = 5 + env * 92 * abs(np.sin(i * 1.7) * .6 + np.sin(i * .53) * .5) + rng.uniform(0, 6)
        wake.rect(xx - 3, 300 - a, xx + 3, 300 + a * .55)
    s.lay(shift(wake.mask(), 3, -2), SPOT)
    return s


@picture('shift-change', '3:2')
def shift_change(rng):
    """A headframe against a halftone sun, and the two bands of a safety vest."""
    s = _sheet('3:2')
    w, h = s.w, s.h
    x, y = grid(w, h)
    sun = Pen(w, h).disc(735, 430, 290).mask()
    s.lay(screen(np.clip((y - 100) / 480, .12, .95), 18, 0, 'line', soft=.9) * sun, SPOT)
    ground = Pen(w, h)
    ground.poly([(0, 505), (180, 492), (420, 500), (700, 488), (980, 505), (1200, 496), (1200, 800), (0, 800)])
    p = ground
    cx, cy, r = 420, 170, 104
    for k in range(10):
        a = np.pi * k / 5 + .2
        p.line([(cx, cy), (cx + r * np.cos(a), cy + r * np.sin(a))], 5)
    p.ring(cx, cy, r + 6, 16).disc(cx, cy, 16)
    for a, b, wd in (((cx - 20, cy), (cx - 96, 510), 16), ((cx + 20, cy), (cx + 96, 510), 16), ((cx, cy), (130, 505), 20),
                     ((cx + 40, cy + 98), (250, 505), 9), ((cx + r, cy - 20), (905, 430), 4), ((cx - 4, cy - r), (895, 428), 4)):
        p.line([a, b], wd)
    for i in range(5):
        y0, y1 = cy + 60 + i * 58, cy + 118 + i * 58
        k0, k1 = 20 + (y0 - cy) * .224, 20 + (y1 - cy) * .224
        p.line([(cx - k0, y0), (cx + k1, y1)], 6).line([(cx + k0, y0), (cx - k1, y1)], 6).line([(cx - k0, y0), (cx + k0, y0)], 7)
    p.rect(880, 412, 1090, 520).poly([(868, 414), (985, 352), (1102, 414)]).rect(1040, 330, 1062, 420)
    s.lay(p.mask(), INK)
    s.lay(Pen(w, h).rect(920, 446, 946, 476).rect(962, 446, 988, 476).mask(), PAPER)
    for y0 in (566, 690):
        band = Pen(w, h).rect(0, y0, w, y0 + 74).mask()
        shine = .5 + .5 * np.sin(x / 140 + (y - y0) / 60 + y0)
        s.lay(band, PAPER)
        s.lay(screen(.08 + .42 * shine, 19, 45, 'square') * band, INK)
        s.lay(Pen(w, h).rect(0, y0, w, y0 + 6).rect(0, y0 + 68, w, y0 + 74).mask(), WARM)
    return s


@picture('quarry-vale', '4:5')
def quarry_vale(rng):
    """Half a face in equaliser bars under one straight black peak."""
    s = _sheet('4:5')
    w, h = s.w, s.h
    x, y = grid(w, h)

    def paint(p, n, lum):
        """Brows, lips and the shade of the peak."""
        lip = solid.egg(p, (0, -.44, -.8), (.2, .075, .2)) < 0
        lid = solid.egg(np.concatenate([np.abs(p[:, :1]), p[:, 1:]], 1), (.28, .07, -.75), (.15, .05, .2)) < 0
        return np.where(lip | lid, lum * .3, lum) * np.clip(1.6 - (p[:, 1] + .15) * 2.4, .15, 1)

    lum, hit = solid.shoot(lambda p: head(p, nose=.1, jaw=.54), w, h, (-.5, -.1, -5), (0, -.42, 0), 37,
                           key=(-.75, .45, -.8), fill=.04, scale=2, paint=paint)
    dark = np.where(hit > .5, np.clip(1.22 - lum * 1.08, .2, .95), 0)
    pitch, step, cut = 24, 20, 504
    p, red = Pen(w, h), Pen(w, h)
    for x0 in range(0, cut, pitch):
        for y0 in range(0, h, step):
            if y0 < 400 or hit[y0:y0 + step, x0:x0 + pitch].mean() < .5:
                continue
            bw = max(3, round(dark[y0:y0 + step, x0:x0 + pitch].mean() * pitch * .98))
            (red if x0 == 432 else p).rect(x0 + 12 - bw / 2, y0, x0 + 12 + bw / 2, y0 + step)
    for i, x0 in enumerate(range(cut + 24, 960, 48)):
        top = 1200 - (300, 210, 380, 150, 250, 330, 120, 200, 90, 160)[i % 10]
        p.rect(x0, top, x0 + 24, 1200)
    s.lay(p.mask(), INK)
    s.lay(red.mask(), SPOT)
    cap = Pen(w, h)
    cap.poly(bez((196, 380), (196, 240), (268, 120), (400, 64), (504, 56)) + [(504, 400)])
    cap.poly([(150, 356), (504, 330), (948, 424), (948, 440), (504, 424), (150, 448)])
    s.lay(cap.mask(), INK)
    s.lay(Pen(w, h).poly([(196, 350), (504, 326), (504, 332), (196, 357)]).mask(), PAPER)
    return s


@picture('ruby-portrait', '4:5')
def ruby_portrait(rng):
    """A singer with set hair in coarse dots on black, the microphone in front."""
    s = _sheet('4:5', INK)
    w, h = s.w, s.h

    def hair(p):
        """Finger waves, then a roll at the neck."""
        q = p.copy()
        wave = .035 * np.sin(p[:, 1] * 15 - p[:, 0] * 5 + np.sin(p[:, 2] * 4))
        d = solid.egg(q, (0, .52, .2), (.8, .8, .88)) - wave
        d = solid.join(d, solid.egg(q, (.0, -.1, .5), (.78, .55, .55)) - wave, .15)
        d = solid.join(d, solid.egg(np.concatenate([np.abs(p[:, :1]), p[:, 1:]], 1), (.62, -.12, .0), (.24, .42, .36)) - wave, .08)
        d = solid.join(d, solid.rod(p, (-.62, .72, -.5), (.15, 1.04, -.58), .19, .2) - wave * .5, .1)
        return solid.carve(d, solid.egg(p, (.12, .1, -1.0), (.56, .78, .5)), .06)

    def field(p):
        """Her."""
        return head(p, hair(p), jaw=.45, nose=.07, open_mouth=.08)

    def paint(p, n, lum):
        """Dark hair with a shine; brows, lashes and lips."""
        m = np.concatenate([np.abs(p[:, :1]), p[:, 1:]], 1)
        isair = hair(p) < .012
        brow = solid.egg(m, (.29, .3, -.72), (.19, .028, .3)) < 0
        lash = solid.egg(m, (.29, .045, -.75), (.17, .03, .3)) < 0
        lip = solid.egg(p, (0, -.475, -.8), (.17, .125, .3)) < 0
        lum = np.where(isair, np.clip(lum, 0, 1) ** 2.2 * .95, lum * .98 + .02)
        gown = (p[:, 1] < -1.5 - .25 * np.abs(p[:, 0] - .1)) & ~isair
        lum = np.where(gown, lum * .22, lum)
        return np.where((brow | lash | lip) & ~isair, lum * .1, lum)

    lum, hit = solid.shoot(field, w, h, (-3.0, .05, -4.9), (.1, -.3, -.1), 35, key=(.3, .5, -.75), fill=.06, shadow=False,
                           rim=(-.9, .3, .5), gloss=.1, scale=2, paint=paint)
    lum = np.clip(lum * 1.1 - .03, 0, 1) * (hit > .5)
    s.lay(screen(lum, 11.5, 22, soft=1.2), PAPER)
    hx, hy = 806, 800
    s.lay(Pen(w, h).disc(hx, hy, 140).mask(), INK)
    stem = [(hx - 60, hy + 96), (hx + 66, hy + 72), (hx + 176, 1210), (hx + 84, 1210)]
    s.lay(np.clip(blur(Pen(w, h).poly(stem).mask(), 9) * 6, 0, 1), INK)
    ball = Pen(w, h).disc(hx, hy, 118).mask()
    s.lay(ball, SPOT)
    mesh = Pen(w, h)
    for k in range(-6, 7):
        mesh.line([(hx - 130, hy + k * 30 - 46), (hx + 130, hy + k * 30 + 46)], 7, cap=False)
        mesh.line([(hx + k * 30 - 46, hy - 130), (hx + k * 30 + 46, hy + 130)], 7, cap=False)
    s.lay(mesh.mask() * ball, INK)
    s.lay(Pen(w, h).poly([(hx - 124, hy + 52), (hx + 112, hy + 4), (hx + 118, hy + 36), (hx - 118, hy + 84)]).mask(), PAPER)
    s.lay(Pen(w, h).poly(stem).mask(), PAPER)
    s.lay(Pen(w, h).poly([(hx + 20, hy + 82), (hx + 66, hy + 72), (hx + 176, 1210), (hx + 126, 1210)]).mask(), INK)
    return s


@picture('no-rain', '3:2')
def no_rain(rng):
    """Isobars that all leave out one small circle."""
    s = _sheet('3:2')
    w, h = s.w, s.h
    x, y = grid(w, h)
    cx, cy = 560, 410
    n = noise(rng, w, h, 420, 2)
    r = np.hypot((x - cx) * .86, y - cy)
    f = r + (n - .5) * np.clip(r, 60, 400) * .62
    step = 58.0
    near = np.abs(f / step - np.round(f / step))
    gy, gx = np.gradient(f / step)
    slope = np.maximum(np.hypot(gx, gy), 1e-4)
    wide = np.where(np.round(f / step) % 4 == 0, 4.6, 1.9)
    line = np.clip(wide - near / slope + .5, 0, 1) * (f > step * .6)
    hole = Pen(w, h).disc(cx, cy, 92).mask()
    s.lay(line * (1 - hole), INK)
    front = Pen(w, h)
    pts = smooth([(820, -20), (880, 190), (1000, 380), (1040, 600), (985, 820)], 40, False)
    front.line(pts, 9)
    for i in range(10, len(pts) - 8, 15):
        (ax, ay), (bx, by) = pts[i - 5], pts[i + 5]
        nx, ny = (by - ay), -(bx - ax)
        k = 34 / np.hypot(nx, ny)
        front.poly([(ax, ay), (bx, by), ((ax + bx) / 2 + nx * k, (ay + by) / 2 + ny * k)])
    s.lay(front.mask(), INK)
    letters.text(s, 'H', cx, cy, 132, SPOT, ax=.5, ay=.5, wdth=80)
    return s


@picture('dark-room', '3:2')
def dark_room(rng):
    """Six amplifier lamps and hardly any haze."""
    s = _sheet('3:2', INK)
    w, h = s.w, s.h
    x, y = grid(w, h)
    lum = np.exp(-((x - 610) / 420) ** 2 - ((y - 250) / 190) ** 2) * .5
    lum *= .6 + .8 * noise(rng, w, h, 260, 2)
    s.lay(screen(np.clip(lum, 0, .6), 16, 45, soft=1.2), (52, 46, 40))
    amps = Pen(w, h)
    tops = ((118, 500, 150, 190), (300, 470, 170, 220), (505, 520, 120, 170), (668, 455, 190, 235), (880, 505, 140, 185),
            (1046, 490, 120, 200))
    for ax, ay, aw, ah in tops:
        amps.rect(ax, ay, ax + aw, ay + ah)
    s.lay(amps.mask(), INK)
    d = np.zeros((h, w), np.float32)
    for ax, ay, aw, ah in tops:
        lx, ly = ax + aw * .8, ay + 24
        d = np.maximum(d, np.exp(-(np.hypot(x - lx, y - ly) / 26) ** 1.3))
    s.lay(np.clip(d - .12, 0, 1) * .6, SPOT)
    lamps = Pen(w, h)
    for ax, ay, aw, ah in tops:
        lamps.disc(ax + aw * .8, ay + 24, 6.5)
    s.lay(lamps.mask(), (255, 96, 84))
    edge = Pen(w, h)
    for ax, ay, aw, ah in tops:
        edge.rect(ax + aw * .3, ay, ax + aw, ay + 2)
    s.lay(edge.mask(), (74, 30, 30))
    s.lay(Pen(w, h).rect(0, 712, w, 714).mask(), (44, 39, 34))
    return s


@picture('nine-shadows', '3:2')
def nine_shadows(rng):
    """Nine players and their horns, by their shadows only."""
    s = _sheet('3:2', WARM)
    w, h = s.w, s.h
    seams = Pen(w, h)
    for i in range(-2, 22):
        y0 = i * 62 - 200
        seams.line([(-10, y0 + 120), (1210, y0)], 2, cap=False)
        for k in range(3):
            xx = rng.uniform(0, 1200)
            yy = y0 + 120 - xx * .1
            seams.line([(xx, yy), (xx + 4, yy + 60)], 2, cap=False)
    s.lay(seams.mask(), GREY)
    p = Pen(w, h)
    kinds = 'trumpet sax trombone tuba trumpet trombone sax trumpet tuba'.split()
    for i, kind in enumerate(kinds):
        ln, y0, fl = (1130, 830)[i % 2] + rng.uniform(-40, 30), 54 + i * 87, (1, -1)[i in (3, 6, 8)]

        def lay(pts):
            """Throw (height, side) points to the left, fanning out."""
            return [(1212 - u * ln, y0 + fl * v * 118 * (.8 + .5 * u) + (i - 4) * 34 * u + 46 * u) for u, v in pts]
        p.poly(lay([(-.05, -.3), (.42, -.2), (.42, 0), (-.05, -.1)])).poly(lay([(-.05, .3), (.42, .2), (.42, 0), (-.05, .1)]))
        p.poly(smooth(lay([(.38, -.2), (.6, -.22), (.76, -.3), (.81, -.22), (.835, -.06), (.835, .06), (.81, .22), (.76, .3), (.6, .22), (.38, .2)]), 6))
        p.poly(smooth(lay([(.82, -.09), (.87, -.15), (.93, -.16), (.985, -.09), (1, 0), (.985, .09), (.93, .16), (.9, .15), (.82, .09)]), 6))
        if kind == 'trumpet':
            p.line(lay([(.89, .1), (.885, .72)]), 9)
            p.poly(smooth(lay([(.885, .5), (.885, .66), (.925, .86), (.845, .86), (.88, .66)]), 4)).line(lay([(.74, .25), (.8, .42), (.88, .42)]), 15)
            p.line(lay([(.86, .24), (.86, .56)]), 7)
        elif kind == 'trombone':
            p.line(lay([(.89, .1), (.91, .98)]), 7).line(lay([(.862, .1), (.88, .98), (.91, .98)]), 7)
            p.poly(lay([(.93, -.15), (.965, -.46), (.885, -.46), (.915, -.1)])).line(lay([(.74, .25), (.79, .55), (.88, .5)]), 15)
        elif kind == 'sax':
            p.line(smooth(lay([(.89, .13), (.9, .3), (.86, .36), (.66, .42), (.6, .54), (.63, .66), (.7, .7)]), 8, False), 17)
            p.poly(lay([(.66, .58), (.74, .56), (.75, .88), (.66, .76)])).line(lay([(.74, .25), (.7, .36)]), 15)
        else:
            p.poly(smooth(lay([(.62, .1), (.6, .42), (.7, .5), (.92, .46), (1.03, .72), (1.06, .3), (1.03, .02), (.9, .2)]), 6))
    s.lay(p.mask(), INK)
    return s


@picture('goods-lift', '3:2')
def goods_lift(rng):
    """A concertina gate with light coming up behind it."""
    s = _sheet('3:2', INK)
    w, h = s.w, s.h
    x, y = grid(w, h)
    lum = np.clip((y / h - .12) * 1.15 - np.abs(x - 560) / 2600, 0, .97)
    s.lay(screen(lum, 21, 0, soft=1.1), WARM)
    gate, rivets = Pen(w, h), Pen(w, h)
    step = 200
    for k in range(-5, 12):
        for sgn in (1, -1):
            gate.line([(k * step - sgn * 10, -20), (k * step + sgn * 410, h + 20)], 30, cap=False)
    for k in range(-1, 8):
        for j in range(0, 6):
            gate.disc(k * step + (100 if j % 2 == 0 else 0), j * 195 - 78, 26)
            rivets.disc(k * step + (100 if j % 2 == 0 else 0), j * 195 - 78, 8)
    s.lay(gate.mask(), INK)
    s.lay(rivets.mask(), GREY)
    plate = Sheet(540, 246, PAPER)
    letters.text(plate, 'MAX. 2 PERSONS', 270, 36, 400, INK, ax=.5, width=470)
    letters.text(plate, 'OR 1 VIOLA', 270, 118, 400, SPOT, ax=.5, width=470)
    plate.cut(Pen(540, 246).rect(0, 0, 540, 246, r=8).mask())
    plate.lay(Pen(540, 246).disc(18, 18, 6).disc(522, 18, 6).disc(18, 228, 6).disc(522, 228, 6).mask(), INK)
    s.put(plate, 760, 268, 3, 12)
    return s


@picture('underground-stage', '3:2')
def underground_stage(rng):
    """Bands of earth, a shaft, and at the bottom a lit stage."""
    s = _sheet('3:2')
    w, h = s.w, s.h
    x, y = grid(w, h)
    tones = [(.24, 'dot', 24, 45), (.4, 'line', 15, 88), (.56, 'dot', 24, 20), (.7, 'line', 16, 4), (1.0, 'dot', 18, 45)]
    kerb = [96, 190, 292, 400, 520]
    for i, (t, kind, pitch, ang) in enumerate(tones):
        n = noise(rng, w, 8, 300, 2)[0]
        top = kerb[i] + (n - .5)[None] * (70 if i else 14) + 14 * np.sin(x[:1] / 170 + i * 2)
        m = np.clip(y - top, 0, 1)
        s.lay(m, PAPER)
        s.lay(m * screen(np.full((h, w), t, np.float32), pitch, ang, kind), INK)
        s.lay(m * np.clip(top + 4 - y, 0, 1), INK)
    s.lay(Pen(w, h).rect(806, 40, 866, 600).mask(), INK)
    s.lay(Pen(w, h).rect(818, 40, 854, 640).mask(), PAPER)
    s.lay(Pen(w, h).rect(834, 40, 838, 600).mask(), INK)
    hut = Pen(w, h).poly([(790, 100), (836, 12), (882, 100), (866, 100), (836, 44), (806, 100)]).ring(836, 26, 20, 6)
    s.lay(hut.mask(), INK)
    cave = Pen(w, h).poly(smooth([(300, 770), (330, 640), (430, 588), (620, 575), (820, 580), (900, 600), (960, 680), (970, 770)], 8)[:-8])
    s.lay(cave.mask(), PAPER)
    beam = Pen(w, h).poly([(430, 596), (380, 745), (560, 745)]).poly([(620, 590), (560, 745), (760, 745)]).mask()
    s.lay(screen(np.clip((y - 560) / 240, 0, 1) * .8, 8, 45) * beam, SPOT)
    p = Pen(w, h).rect(350, 742, 780, 800)
    for xx, hh in ((440, 128), (522, 138), (604, 130), (690, 124)):
        standing(p, xx, 744, hh, xx > 550)
    p.rect(726, 700, 770, 744).rect(360, 690, 400, 744)
    s.lay(p.mask(), INK)
    tag = Sheet(276, 96, PAPER)
    letters.text(tag, '−600 m', 138, 48, 300, INK, ax=.5, ay=.5, width=236)
    s.put(tag, 1040, 700)
    return s


@picture('van-odometer', '3:2')
def van_odometer(rng):
    """Seven number wheels, the last caught turning."""
    s = _sheet('3:2', INK)
    w, h = s.w, s.h
    x, y = grid(w, h)
    x0, x1, ya, yb = 44, 1156, 190, 610
    cw = (x1 - x0) / 7
    for i, c in enumerate('412906' + '7'):
        a, b = int(x0 + i * cw + 5), int(x0 + (i + 1) * cw - 5)
        t = np.clip((np.arange(ya, yb) - (ya + yb) / 2) / ((yb - ya) / 2 + 14), -1, 1)
        theta = np.arcsin(t)
        strip = np.zeros((1600, b - a), np.float32)
        d = int(c)
        for k in range(-2, 3):
            g = letters.word(str((d + k) % 10), 300, 900, 70)
            strip += letters.place(b - a, 1600, g, (b - a) / 2, 800 + k * 330, .5, .5)
        turn = 165 if i == 6 else 0
        rows = np.clip(800 + turn + theta * 250, 0, 1599).astype(int)
        face = strip[rows]
        light = np.cos(theta - .12)[:, None] * np.ones((1, b - a))
        block = np.zeros((h, w), np.float32)
        block[ya:yb, a:b] = 1
        shade = np.ones((h, w), np.float32)
        shade[ya:yb, a:b] = 1 - np.clip(light, 0, 1) ** 1.3 * .97
        num = np.zeros((h, w), np.float32)
        num[ya:yb, a:b] = face
        if i == 6:
            s.lay(block, SPOT)
            s.lay(num, PAPER)
            s.lay(screen(shade, 13, 45) * block, INK)
        else:
            s.lay(block, PAPER)
            s.lay(num, INK)
            s.lay(screen(shade, 13, 45) * block, INK)
    bez = Pen(w, h).frame(20, 160, 1180, 640, 5)
    s.lay(bez.mask(), GREY)
    for xx in (40, 1160):
        for yy in (108, 692):
            s.lay(Pen(w, h).disc(xx, yy, 17).mask(), GREY)
            s.lay(Pen(w, h).line([(xx - 13, yy - 6), (xx + 13, yy + 6)], 5, cap=False).mask(), INK)
    return s
