"""Shapes that more than one picture needs, and the register of pictures."""
import math

import numpy as np

from .solid import carve, egg, join, rod, sphere, v

PICTURES = {}
SIZE = {'3:2': (1200, 800), '1:1': (1000, 1000), '4:5': (960, 1200)}


def picture(name, aspect):
    """Register a drawing under its file name."""
    def keep(fn):
        """Put it in the register."""
        PICTURES[name + '.jpg'] = (fn, aspect)
        return fn
    return keep


def smooth(pts, n=8, closed=True):
    """A Catmull-Rom curve through points."""
    p = [np.asarray(q, float) for q in pts]
    p = [p[-1]] + p + [p[0], p[1]] if closed else [p[0]] + p + [p[-1]]
    out = []
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:]):
        for t in np.linspace(0, 1, n, endpoint=False):
            out.append(tuple(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t
                                    + (3 * b - a - 3 * c + d) * t ** 3)))
    return out if closed else out + [tuple(p[-2])]


def move(pts, dx=0, dy=0, s=1.0, rot=0.0, flip=False, sy=None):
    """Scale, mirror, turn (degrees) and shift points."""
    c, n = math.cos(math.radians(rot)), math.sin(math.radians(rot))
    out = []
    for x, y in pts:
        x, y = (-x if flip else x) * s, y * (sy or s)
        out.append((dx + x * c - y * n, dy + x * n + y * c))
    return out


def star(cx, cy, r, points=4, inner=0.3, rot=0):
    """A star's outline."""
    return [(cx + math.cos(a) * rr, cy + math.sin(a) * rr) for i in range(points * 2)
            for a, rr in [(math.radians(rot - 90) + math.pi * i / points, r if i % 2 == 0 else r * inner)]]


def spiral(cx, cy, r, turns=1.6, start=0.0, flip=1, n=40):
    """A volute winding in from radius r."""
    out = []
    for i in range(n):
        t = i / (n - 1)
        a = start + flip * t * turns * 2 * math.pi
        rr = r * (1 - t) ** 1.1
        out.append((cx + math.cos(a) * rr, cy + math.sin(a) * rr))
    return out


def brush(pen, pts, w0, w1):
    """A stroke that tapers from w0 to w1."""
    n = len(pts)
    for i in range(n - 1):
        pen.line([pts[i], pts[i + 1]], w0 + (w1 - w0) * i / n)


def dashes(pen, a, b, on=14, off=9, width=3):
    """A dashed line."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    ln = np.hypot(*(b - a))
    u, t = (b - a) / max(ln, 1e-6), 0.0
    while t < ln:
        pen.line([tuple(a + u * t), tuple(a + u * min(t + on, ln))], width, cap=False)
        t += on + off


def arrow(pen, a, b, width=6, head=22):
    """A straight arrow."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    u = (b - a) / np.hypot(*(b - a))
    n = np.array([-u[1], u[0]])
    pen.line([tuple(a), tuple(b - u * head * 0.8)], width, cap=False)
    pen.poly([tuple(b), tuple(b - u * head + n * head * 0.55), tuple(b - u * head - n * head * 0.55)])


# Somebody standing in a coat, in profile looking right: height 1, feet at 0, y up negative.
STANDING = [(-.005, -1), (.045, -.985), (.066, -.95), (.07, -.925), (.088, -.9), (.072, -.892), (.07, -.868), (.045, -.852),
            (.03, -.845), (.035, -.815), (.085, -.77), (.105, -.66), (.1, -.52), (.108, -.36), (.112, -.3), (.07, -.295),
            (.065, -.15), (.06, -.045), (.11, -.015), (.11, 0), (-.03, 0), (-.035, -.03), (-.03, -.16), (-.05, -.295),
            (-.095, -.3), (-.105, -.48), (-.1, -.62), (-.095, -.74), (-.06, -.81), (-.035, -.84), (-.06, -.88), (-.065, -.94),
            (-.045, -.985)]


def standing(pen, x, y, h, flip=False):
    """A standing figure in profile."""
    pen.poly(smooth(move(STANDING, x, y, h, flip=flip), 5))


VIOLIN = [(0, -.2), (.1, -.19), (.17, -.13), (.17, -.05), (.115, 0), (.105, .06), (.14, .1), (.2, .16), (.21, .27), (.14, .36),
          (0, .39)]


def violin(pen, hole, x, y, s, rot=0):
    """A violin: its body and neck on one pen, its holes and strings on another."""
    half = VIOLIN
    body = half + [(-a, b) for a, b in half[-2:0:-1]]
    pen.poly(smooth(move(body, x, y, s, rot), 6))
    pen.poly(move([(-.022, -.15), (-.026, -.52), (.026, -.52), (.022, -.15)], x, y, s, rot))
    pen.poly(smooth(move([(-.03, -.5), (-.035, -.6), (0, -.64), (.035, -.6), (.03, -.5)], x, y, s, rot), 4))
    for k in (-1, 1):
        pen.line(move([(.02 * k, -.55), (.065 * k, -.56)], x, y, s, rot), s * .022)
        hole.line(smooth(move([(.075 * k, .0), (.06 * k, .03), (.085 * k, .1), (.07 * k, .13)], x, y, s, rot), 4, False),
                  s * .022)
    hole.line(move([(-.05, .07), (.05, .07)], x, y, s, rot), s * .022)
    hole.poly(move([(-.03, .2), (.03, .2), (.018, .34), (-.018, .34)], x, y, s, rot))
    hole.line(move([(0, -.5), (0, .2)], x, y, s, rot), s * .012, cap=False)


def head(p, hair=None, jaw=0.5, nose=0.1, open_mouth=0.0):
    """Distance to somebody's head and shoulders; hair is a further field to join."""
    m = np.concatenate([np.abs(p[:, :1]), p[:, 1:]], 1)
    d = egg(p, (0, .35, 0), (.68, .82, .84))
    d = join(d, egg(p, (0, -.28, -.2), (jaw, .62, .55)), .28)
    d = join(d, egg(p, (0, -.76, -.5), (.17, .13, .2)), .18)
    d = carve(d, egg(m, (.29, .1, -.88), (.19, .11, .2)), .14)
    d = join(d, egg(m, (.27, .25, -.72), (.2, .05, .09)), .12)
    d = join(d, egg(m, (.36, -.12, -.6), (.12, .08, .1)), .16)
    d = join(d, sphere(m, (.28, .09, -.63), .12), .03)
    d = join(d, rod(p, (0, .17, -.8), (0, -.14, -.98), .035, nose), .07)
    d = join(d, sphere(m, (.085, -.18, -.87), .055), .06)
    if open_mouth:
        d = carve(d, egg(p, (0, -.46, -.78), (.13, open_mouth, .2)), .04)
    low = -.47 - open_mouth
    d = join(d, egg(m, (.07, -.41 + open_mouth * .6, -.79), (.13, .03, .07)), .04)
    d = join(d, egg(p, (0, low, -.77), (.13, .045, .08)), .04)
    d = join(d, egg(m, (.7, .05, .05), (.08, .2, .13)), .05)
    d = join(d, rod(p, (0, -.5, .15), (0, -1.5, .3), .31, .36), .12)
    d = join(d, egg(m, (.6, -1.85, .3), (.85, .42, .48)), .4)
    return d if hair is None else np.minimum(d, hair)


def bez(*pts):
    """Short for an open smooth line."""
    return smooth(pts, 8, False)


def vec(*a):
    """A vector, for callers outside solid."""
    return v(*a)
