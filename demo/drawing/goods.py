"""Paper goods: tickets, tape labels, set lists, faxes, cards, torn posters."""
import numpy as np

from . import letters, paper
from .press import DARK, GREY, INK, PAPER, SPOT, WARM, Pen, Sheet, blur, grid, noise, screen, shift, worn
from .shapes import SIZE, bez, brush, dashes, picture, smooth, spiral, star


def _sheet(aspect, colour=PAPER):
    """A blank sheet of an aspect."""
    return Sheet(*SIZE[aspect], colour)


@picture('fax-resignation', '4:5')
def fax_resignation(rng):
    """Fax paper out of a black machine, one line of it legible, its end curling up."""
    s = _sheet('4:5', WARM)
    w, h = s.w, s.h
    x, y = grid(w, h)
    body = Pen(w, h).poly([(190, 130), (770, 130), (770, 1060), (190, 1060)]).mask()
    s.lay(shift(body, 26, 18), INK)
    s.lay(body, PAPER)
    bars = Pen(w, h)
    yy = 190
    while yy < 1000:
        if not 420 < yy < 690:
            xx = 240
            while xx < 690:
                ln = rng.uniform(26, 120)
                bars.rect(xx, yy, min(xx + ln, 720), yy + 17)
                xx += ln + 14
                if rng.random() < .12:
                    break
        yy += 40
    m = blur(bars.mask(), 2.0)
    s.lay(np.clip(m * 1.2 - .1, 0, 1) * (y % 6 < 4), INK)
    s.lay(letters.place(w, h, letters.squash(letters.fit('I QUIT', 488), 488, 190), 480, 440, .5), INK)
    s.lay(letters.place(w, h, letters.word('(1/1)', 76, 700, 80), 724, 692, 1, 1), INK)
    roll = np.clip((y - 960) / 100, 0, 1)
    s.lay(screen(roll * .9, 10, 90, 'line') * body, INK)
    teeth = [(190, 1060)] + [(190 + i * 29, 880 + (26 if i % 2 else 0) - i * 1.5) for i in range(21)] + [(770, 1060)]
    flap = Pen(w, h).poly(smooth([(190, 1060), (300, 1084), (480, 1090), (660, 1084), (770, 1060)], 6, False) + teeth[::-1]).mask()
    s.lay(shift(flap, 0, -9), INK)
    s.lay(flap, PAPER)
    s.lay(screen(np.clip((y - 930) / 170, 0, .95), 10, 90, 'line') * flap, INK)
    mach = Pen(w, h).poly([(0, 0), (960, 0), (960, 96), (905, 150), (55, 150), (0, 96)])
    s.lay(mach.mask(), INK)
    s.lay(Pen(w, h).rect(120, 118, 840, 126).mask(), GREY)
    for i in range(12):
        s.lay(Pen(w, h).rect(96 + i % 4 * 42, 22 + i // 4 * 28, 126 + i % 4 * 42, 40 + i // 4 * 28, r=3).mask(), WARM)
    s.lay(Pen(w, h).disc(840, 52, 17).mask(), SPOT)
    s.lay(Pen(w, h).rect(330, 26, 640, 86, r=3).mask(), GREY)
    return s


def _ticket(fill, ink, holes, rng):
    """One gig ticket: body, perforated stub, edges punched."""
    w, h = 920, 400
    t = Sheet(w, h, fill)
    m = Pen(w, h).rect(0, 0, w, h).mask()
    nick = Pen(w, h)
    for i in range(17):
        nick.disc(0, i * 25, 8).disc(w, i * 25, 8)
    nick.disc(690, 0, 20).disc(690, h, 20)
    t.cut(m * (1 - nick.mask()))
    perf = Pen(w, h)
    dashes(perf, (690, 28), (690, h - 28), 10, 9, 5)
    t.lay(perf.mask(), ink)
    t.lay(Pen(w, h).frame(30, 24, 662, h - 24, 4).mask(), ink)
    for k, (line, hh) in enumerate((('SECOND', 132), ('NIGHT', 132))):
        g = letters.squash(letters.fit(line, 560, wdth=90), 572, hh)
        t.lay(letters.place(w, h, g, 346, 46 + k * 146, .5), ink)
    letters.text(t, 'ADMIT ONE', 62, 334, 36, ink, wdth=110, wght=800)
    letters.text(t, 'No. 0412', 630, 334, 36, ink, wdth=80, wght=800, ax=1)
    num = letters.turn(letters.squash(letters.fit('0412', 330), 330, 130), 90)
    t.lay(letters.place(w, h, num, 792, 200, .5, .5), ink)
    num = letters.turn(letters.word('ADMIT ONE', 28, 800, 110), 90)
    t.lay(letters.place(w, h, num, 874, 200, .5, .5), ink)
    return t


@picture('queue-ticket', '3:2')
def queue_ticket(rng):
    """The ticket, and the same ticket under it."""
    s = _sheet('3:2')
    x, y = grid(s.w, s.h)
    s.put(_ticket(INK, PAPER, PAPER, rng), 662, 476, -9)
    s.put(_ticket(SPOT, PAPER, PAPER, rng), 566, 352, 5, 0)
    s.px = np.where((worn(rng, np.ones((s.h, s.w), np.float32), .006, 12) < .5)[..., None], PAPER, s.px)
    return s


@picture('night-bus', '4:5')
def night_bus(rng):
    """A cassette at night with a bus route for its tape."""
    s = _sheet('4:5', INK)
    w, h = s.w, s.h
    x, y = grid(w, h)
    lamps = np.zeros((h, w), np.float32)
    for lx, ly, r in ((150, 90, 150), (800, 1100, 190), (840, 130, 80), (90, 1010, 80)):
        lamps = np.maximum(lamps, np.clip(1 - np.hypot(x - lx, y - ly) / r, 0, 1))
    s.lay(screen(lamps * .6, 19, 45), GREY)
    c = Sheet(860, 560, PAPER)
    cw, ch = 860, 560
    c.cut(Pen(cw, ch).rect(0, 0, cw, ch, r=26).mask())
    c.lay(Pen(cw, ch).rect(0, 0, cw, ch, r=26).mask() - Pen(cw, ch).rect(9, 9, cw - 9, ch - 9, r=19).mask(), GREY)
    c.lay(Pen(cw, ch).rect(46, 40, 814, 424, r=14).mask(), INK)
    c.lay(Pen(cw, ch).rect(56, 50, 804, 414, r=8).mask(), (250, 248, 242))
    for yy in (104, 164):
        c.lay(Pen(cw, ch).rect(84, yy, 776, yy + 2).mask(), GREY)
    hand = Pen(cw, ch)
    letters.hand(hand, 'N74 LAST SERVICE', 158, 92, 48, rng, 8.5)
    c.lay(hand.mask(), INK)
    letters.text(c, 'SIDE A', 776, 392, 40, INK, ax=1, ay=1, wdth=100)
    c.lay(Pen(cw, ch).rect(190, 206, 670, 338, r=66).mask(), INK)
    c.lay(Pen(cw, ch).rect(352, 232, 508, 312).mask(), DARK)
    c.lay(Pen(cw, ch).disc(352, 272, 50).mask() * Pen(cw, ch).rect(352, 200, 508, 340).mask(), GREY)
    hubs, teeth = Pen(cw, ch), Pen(cw, ch)
    for hx, rot in ((258, 8), (602, 40)):
        hubs.disc(hx, 272, 54)
        teeth.disc(hx, 272, 37)
        for k in range(6):
            a = np.radians(rot + k * 60)
            hubs.line([(hx + 26 * np.cos(a), 272 + 26 * np.sin(a)), (hx + 40 * np.cos(a), 272 + 40 * np.sin(a))], 10)
    h1 = hubs.mask()
    c.lay(Pen(cw, ch).disc(258, 272, 54).disc(602, 272, 54).mask(), PAPER)
    c.lay(teeth.mask(), INK)
    c.lay(h1 * Pen(cw, ch).disc(258, 272, 40).disc(602, 272, 40).mask() * (1 - Pen(cw, ch).disc(258, 272, 26).disc(602, 272, 26).mask()) *
          (np.abs(h1) > .5), INK)
    c.lay(Pen(cw, ch).poly([(170, 560), (206, 446), (654, 446), (690, 560)]).mask(), INK)
    c.lay(Pen(cw, ch).disc(258, 512, 17).disc(602, 512, 17).rect(344, 490, 372, 518).rect(488, 490, 516, 518).mask(), PAPER)
    for sx, sy in ((28, 30), (832, 30), (28, 530), (832, 530)):
        c.lay(Pen(cw, ch).disc(sx, sy, 9).mask(), INK)
    s.put(c, 480, 600, 7)
    route = Pen(w, h)
    pts = smooth([(700, -20), (700, 150), (640, 260), (330, 300), (190, 420), (180, 640), (330, 780), (700, 800), (790, 900),
                  (600, 1010), (420, 1060), (400, 1220)], 14, False)
    route.line(pts, 17)
    stops = Pen(w, h)
    for i in range(8, len(pts), 17):
        stops.disc(*pts[i], 17)
    s.lay(Pen(w, h).line(pts, 27).mask(), PAPER)
    s.lay(route.mask(), SPOT)
    s.lay(stops.mask(), INK)
    inner = Pen(w, h)
    for i in range(8, len(pts), 17):
        inner.disc(*pts[i], 10)
    s.lay(inner.mask(), PAPER)
    return s


def _boot(w, h):
    """A boot's tread as a mask."""
    sole = smooth([(w * .5, 4), (w * .86, h * .07), (w * .95, h * .24), (w * .82, h * .46), (w * .74, h * .6), (w * .8, h * .78),
                   (w * .72, h * .95), (w * .5, h - 4), (w * .28, h * .95), (w * .2, h * .78), (w * .22, h * .6), (w * .1, h * .4),
                   (w * .06, h * .22), (w * .18, h * .07)], 6)
    m = Pen(w, h).poly(sole).mask()
    cuts = Pen(w, h)
    for i in range(18):
        y0 = i * h / 16 - 10
        cuts.line([(0, y0 + 26), (w / 2, y0), (w, y0 + 26)], h * .018, cap=False)
    cuts.rect(0, h * .55, w, h * .635).rect(w * .47, 0, w * .53, h * .55)
    return m * (1 - cuts.mask())


@picture('silver-tape-set-list', '4:5')
def silver_tape_set_list(rng):
    """A set list torn off a pad, taped to the boards and trodden on."""
    s = _sheet('4:5')
    w, h = s.w, s.h
    s.px[:] = (34, 29, 25)
    d = paper.boards(rng, w, h, 170, tone=.5)
    s.lay((d > .96).astype(np.float32), INK)
    s.lay(paper.scuffs(rng, w, h, 14), (92, 82, 70))
    pw, ph = 700, 1040
    p = paper.torn(rng, pw, ph, 'br', PAPER, 16)
    rows = ('DOORS', 'GROUND', 'WRONG BELL', 'RETURN TO SENDER', 'REDIRECTED', 'CAPACITY 8', 'STAIRS (SLOW)', 'BETWEEN FLOORS',
            'NO SUCH STREET', 'LAST COLLECTION', 'LAMPS OFF')
    pen = Pen(pw, ph)
    for i, t in enumerate(rows):
        size = rng.uniform(48, 54) if len(t) < 13 else 44
        letters.hand(pen, t, 62 + rng.uniform(-6, 8), 92 + i * 80 + rng.uniform(-4, 4), size, rng, rng.uniform(7.5, 9.5))
    pen.line([(50, 92 + 9.55 * 80), (430, 92 + 9.3 * 80)], 6)
    p.lay(pen.mask() * p.a, INK)
    mark = Pen(pw, ph)
    mark.line(smooth([(50, 654), (300, 628), (600, 640), (648, 690), (560, 736), (250, 744), (44, 722), (40, 668), (120, 634)], 8, False), 6)
    p.lay(mark.mask() * p.a, SPOT)
    paper.crease(p, rng, [((10, 520), (690, 508)), ((350, 10), (356, 1030))])
    s.put(p, 470, 612, 3.5, 12)
    boot = letters.turn(worn(rng, _boot(300, 690), .2, 14), 24)
    s.over(letters.place(w, h, boot, 800, 930, .5, .5), (120, 110, 98), .85)
    for cx, cy, a in ((300, 96, 9), (720, 132, -38)):
        t = paper.tape(rng, 330, 104, (176, 172, 166), 1.0)
        weave = Pen(330, 104)
        for k in range(6, 104, 17):
            weave.rect(0, k, 330, k + 1.4)
        t.over(weave.mask(), (150, 146, 140), .7)
        s.put(t, cx, cy, a, 6)
    return s


@picture('quick-tape', '1:1')
def quick_tape(rng):
    """An index card stamped in capitals, and somebody's thumb."""
    s = _sheet('1:1', INK)
    w, h = s.w, s.h
    cw, ch = 860, 640
    c = Sheet(cw, ch, PAPER)
    rules = Pen(cw, ch)
    for k in range(7):
        rules.rect(0, 168 + k * 66, cw, 170 + k * 66)
    c.lay(rules.mask(), (186, 180, 170))
    c.lay(Pen(cw, ch).rect(0, 98, cw, 103).mask(), SPOT)
    Sheet(cw, ch, PAPER, 0)
    m = np.zeros((ch, cw), np.float32)
    m = np.maximum(m, letters.place(cw, ch, letters.squash(letters.fit('QUICK:', 500), 520, 170), 60, 150))
    m = np.maximum(m, letters.place(cw, ch, letters.squash(letters.fit('THE LONG WAY', 700), 740, 180), 60, 350))
    m = letters.turn(m, 2.5)
    m = m[(m.shape[0] - ch) // 2:][:ch, (m.shape[1] - cw) // 2:][:, :cw]
    c.lay(worn(rng, m, .12, 10), INK)
    s.put(c, 500, 480, -5, 0)
    fw, fh = 300, 390
    x, y = grid(fw, fh)
    n = noise(rng, fw, fh, 130, 2)
    cx, cy = fw * .5, fh * .46
    f = np.hypot((x - cx) * 1.25, (y - cy) * (1 - .16 * (y > cy))) + (n - .5) * 46 - 26 * np.exp(-((x - cx) / 50) ** 2) * (y > cy)
    ridges = np.clip(np.sin(f / 2.6) * 2.2 + .3, 0, 1)
    oval = Pen(fw, fh).disc(fw / 2, fh / 2, fw * .42, fh * .45).mask()
    print_ = worn(rng, ridges * oval * (noise(rng, fw, fh, 60, 2) > .3), .12, 10)
    s.lay(letters.place(w, h, letters.turn(print_, -24), 736, 742, .5, .5), INK)
    t = paper.tape(rng, 290, 84, (206, 196, 176), .96)
    s.put(t, 470, 150, -7, 0)
    return s


@picture('ballroom-programme', '4:5')
def ballroom_programme(rng):
    """A dance card, two dances taken, its pencil on a cord."""
    s = _sheet('4:5', INK)
    w, h = s.w, s.h
    cw, ch = 690, 1060
    c = Sheet(cw, ch, PAPER)
    c.lay(Pen(cw, ch).frame(24, 24, cw - 24, ch - 24, 7).frame(40, 40, cw - 40, ch - 40, 2).mask(), INK)
    orn = Pen(cw, ch)
    for fx in (0, 1):
        for fy in (0, 1):
            for k, (sx, sy, r, st, fl) in enumerate(((112, 84, 34, 180, 1), (84, 112, 34, 270, -1), (170, 72, 20, 180, 1), (72, 170, 20, 270, -1))):
                pts = spiral(sx, sy, r, 1.5, np.radians(st), fl)
                pts = [(cw - a if fx else a, ch - b if fy else b) for a, b in pts]
                brush(orn, pts, 8 if k < 2 else 5, 2)
    c.lay(orn.mask(), INK)
    letters.text(c, 'SOUTHERN', cw / 2, 150, 400, INK, ax=.5, width=420)
    letters.text(c, 'BALLROOM', cw / 2, 264, 400, INK, ax=.5, width=420)
    c.lay(Pen(cw, ch).rect(130, 388, cw - 130, 392).poly(star(cw / 2, 390, 20, 4, .4)).mask(), INK)
    letters.text(c, 'DANCES 1–16', cw / 2, 416, 40, INK, ax=.5, wdth=100)
    lines = Pen(cw, ch)
    for i in range(16):
        x0, y0 = 96 + (i // 8) * 262, 516 + (i % 8) * 54
        letters.text(c, str(i + 1), x0 + 26, y0, 34, INK, ax=1, ay=1, wdth=70)
        for k in range(0, 200, 9):
            lines.disc(x0 + 44 + k, y0 - 3, 1.7)
    c.lay(lines.mask(), INK)
    pen = Pen(cw, ch)
    letters.hand(pen, 'R. C.', 146, 580, 44, rng, 5, .25)
    letters.hand(pen, 'GILT', 410, 742, 40, rng, 5, .25)
    c.lay(pen.mask(), SPOT)
    s.put(c, 448, 596, 4)
    cord = Pen(w, h)
    cord.line(bez((788, 640), (880, 560), (920, 640), (850, 740), (838, 800)), 5)
    s.lay(cord.mask(), SPOT)
    pl = Sheet(46, 330, SPOT, 0)
    pl.lay(Pen(46, 330).rect(8, 0, 38, 270).mask(), SPOT)
    pl.lay(Pen(46, 330).poly([(8, 270), (38, 270), (23, 326)]).mask(), PAPER)
    pl.lay(Pen(46, 330).poly([(18, 306), (28, 306), (23, 326)]).rect(8, 22, 38, 28).rect(8, 36, 38, 42).mask(), INK)
    pl.lay(Pen(46, 330).rect(8, 0, 14, 270).mask(), PAPER, .35)
    s.put(pl, 846, 950, -9)
    tas = Pen(w, h)
    for k in range(-5, 6):
        tas.line([(900, 610), (900 + k * 6 + 14, 716)], 3)
    s.lay(tas.mask(), SPOT)
    s.lay(Pen(w, h).disc(901, 612, 13).mask(), SPOT)
    return s


@picture('apology-tour', '4:5')
def apology_tour(rng):
    """SORRY, five times, and each time meant a little less."""
    s = _sheet('4:5')
    w, h = s.w, s.h
    y0 = 34
    for i, (hh, tone) in enumerate(((312, 1), (262, .7), (220, .5), (172, .34), (126, .22))):
        m = letters.squash(letters.fit('SORRY', 880), 892, hh)
        m = letters.place(w, h, m, 480, y0, .5)
        if i:
            m = m * screen(np.full((h, w), tone, np.float32), 11.5, 90, 'line')
        s.lay(m, INK)
        y0 += hh + 11
    return s


@picture('torn-list-2026', '4:5')
def torn_list(rng):
    """Three posters torn through one another, counting down."""
    s = _sheet('4:5', SPOT)
    w, h = s.w, s.h
    m = letters.squash(letters.word('5', 600, 900, 62), 520, 700)
    s.lay(letters.place(w, h, m, -50, -70), PAPER)
    m = letters.squash(letters.word('1', 600, 900, 62), 330, 620)
    s.lay(letters.place(w, h, m, 640, 640), INK)

    def layer(pts, colour, amp):
        """A torn layer: its mask with a deckle."""
        edge = []
        for a, b in zip(pts, pts[1:] + pts[:1]):
            edge += paper.rough(rng, a, b, amp, 8)
        m = Pen(w, h).poly(edge).mask()
        s.lay(m, (252, 250, 245))
        b = blur(m, 9)
        n = noise(rng, w, h, 26, 2)
        core = np.clip((b - .56 - .34 * n) * 18, 0, 1) * m
        return core
    core = layer([(-60, 420), (250, 380), (560, 250), (1020, 120), (1020, 640), (700, 700), (420, 820), (-60, 760)], INK, 34)
    s.lay(core, INK)
    m = letters.place(w, h, letters.squash(letters.word('4', 500), 400, 560), 520, 110)
    m = np.maximum(m, letters.place(w, h, letters.squash(letters.word('3', 500), 360, 520), 60, 330))
    s.lay(m * core, PAPER)
    core = layer([(-60, 800), (330, 690), (560, 760), (760, 900), (700, 1260), (-60, 1260)], PAPER, 30)
    s.lay(core, PAPER)
    x, y = grid(w, h)
    m = letters.place(w, h, letters.squash(letters.word('2', 700), 560, 640), 30, 740)
    s.lay(m * core * np.maximum(screen(np.clip(1.25 - (y - 700) / 600, .2, 1), 13, 30), 0), INK)
    core = layer([(700, -40), (1000, -40), (1000, 260), (900, 230), (850, 120), (760, 60)], PAPER, 16)
    s.lay(core, WARM)
    for cx, cy, a in ((120, 60, 40), (900, 1150, 45)):
        s.put(paper.tape(rng, 240, 72, WARM, .95), cx, cy, a)
    return s
