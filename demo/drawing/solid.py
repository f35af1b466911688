"""Solids: a small ray marcher over distance fields, so that a dot screen has something to photograph."""
import numpy as np
from PIL import Image


def v(x, y, z):
    """A vector in floats."""
    return np.array([x, y, z], np.float32)


def norm(a):
    """Unit length along the last axis."""
    return a / (np.linalg.norm(a, axis=-1, keepdims=True) + 1e-9)


def sphere(p, c, r):
    """Distance to a sphere."""
    return np.linalg.norm(p - v(*c), axis=-1) - r


def egg(p, c, r):
    """Distance (near enough) to an ellipsoid."""
    r = v(*r)
    q = p - v(*c)
    k0 = np.linalg.norm(q / r, axis=-1)
    k1 = np.linalg.norm(q / (r * r), axis=-1)
    return k0 * (k0 - 1) / (k1 + 1e-6)


def box(p, c, b, r=0.0):
    """Distance to a box with half sizes b and rounded edges r."""
    q = np.abs(p - v(*c)) - (v(*b) - r)
    return np.linalg.norm(np.maximum(q, 0), axis=-1) + np.minimum(q.max(-1), 0) - r


def rod(p, a, b, r, r2=None):
    """Distance to a capsule, tapering to r2 if given."""
    a, b = v(*a), v(*b)
    pa, ba = p - a, b - a
    t = np.clip((pa @ ba) / (ba @ ba), 0, 1)
    rr = r if r2 is None else r + (r2 - r) * t
    return np.linalg.norm(pa - t[..., None] * ba, axis=-1) - rr


def drum(p, c, r, hh, axis=1, edge=0.0):
    """Distance to a cylinder with half height hh along an axis."""
    q = p - v(*c)
    o = [i for i in range(3) if i != axis]
    d0 = np.hypot(q[..., o[0]], q[..., o[1]]) - r + edge
    d1 = np.abs(q[..., axis]) - hh + edge
    return np.minimum(np.maximum(d0, d1), 0) + np.hypot(np.maximum(d0, 0), np.maximum(d1, 0)) - edge


def hoop(p, c, r, t, axis=1):
    """Distance to a torus about an axis."""
    q = p - v(*c)
    o = [i for i in range(3) if i != axis]
    return np.hypot(np.hypot(q[..., o[0]], q[..., o[1]]) - r, q[..., axis]) - t


def join(a, b, k):
    """Smooth union."""
    h = np.clip(0.5 + 0.5 * (b - a) / k, 0, 1)
    return b + (a - b) * h - k * h * (1 - h)


def carve(a, b, k):
    """Smooth subtraction of b from a."""
    h = np.clip(0.5 - 0.5 * (a + b) / k, 0, 1)
    return a + (-b - a) * h + k * h * (1 - h)


def spin(p, angle, axis=1, about=(0, 0, 0)):
    """Turn points about an axis through a point, degrees."""
    t = np.radians(angle)
    c, s = np.float32(np.cos(t)), np.float32(np.sin(t))
    q = p - v(*about)
    i, j = [k for k in range(3) if k != axis]
    out = q.copy()
    out[..., i] = c * q[..., i] - s * q[..., j]
    out[..., j] = s * q[..., i] + c * q[..., j]
    return out + v(*about)


def shoot(field, w, h, eye, look, fov=35, key=(-0.6, 0.7, -0.5), rim=None, fill=0.08, shadow=True, steps=90,
          far=20.0, scale=2, paint=None, gloss=0.0, fog=0.0):
    """Photograph a field. Returns brightness (0-1) and the hit mask, at w by h."""
    rw, rh = int(w / scale), int(h / scale)
    eye, look = v(*eye), v(*look)
    f = norm(look - eye)
    right = norm(np.cross(v(0, 1, 0), f))
    up = np.cross(f, right)
    t = np.tan(np.radians(fov) / 2)
    ys, xs = np.mgrid[0:rh, 0:rw].astype(np.float32)
    sx, sy = (xs - rw / 2 + 0.5) / (rh / 2) * t, -(ys - rh / 2 + 0.5) / (rh / 2) * t
    ray = norm(f + sx[..., None] * right + sy[..., None] * up).reshape(-1, 3).astype(np.float32)
    dist, hit = _march(field, np.broadcast_to(eye, ray.shape), ray, steps, far)
    out = np.zeros(len(ray), np.float32)
    if hit.any():
        p = eye + ray[hit] * dist[hit][:, None]
        n = _normal(field, p)
        lum = np.full(len(p), fill, np.float32)
        lum += fill * np.clip(n[:, 1], -0.5, 1)
        kd = norm(v(*key))
        lam = np.clip(n @ kd, 0, 1)
        if shadow:
            _, blocked = _march(field, p + n * 0.03, np.broadcast_to(kd, p.shape), 40, far, 0.02)
            lam = lam * (1 - blocked * 0.92)
        lum += lam
        if gloss:
            half = norm(kd - ray[hit])
            lum += gloss * np.clip((n * half).sum(-1), 0, 1) ** 40 * (lam > 0)
        if rim:
            lum += 0.8 * np.clip(n @ norm(v(*rim)), 0, 1) ** 1.6
        if paint is not None:
            lum = paint(p, n, lum)
        if fog:
            lum = lum * np.exp(-fog * dist[hit])
        out[hit] = lum
    res = [Image.fromarray(np.clip(a.reshape(rh, rw) * 255, 0, 255).astype(np.uint8)).resize((w, h), Image.BICUBIC)
           for a in (out, hit.astype(np.float32))]
    return tuple(np.asarray(a, np.float32) / 255 for a in res)


def _march(field, origin, ray, steps, far, eps=0.004):
    """Walk rays through the field; distance and whether they hit."""
    n = len(ray)
    dist = np.zeros(n, np.float32)
    hit = np.zeros(n, bool)
    live = np.arange(n)
    for _ in range(steps):
        if not len(live):
            break
        d = field(origin[live] + ray[live] * dist[live][:, None])
        dist[live] += d * 0.92
        done = d < eps
        hit[live[done]] = True
        live = live[~done & (dist[live] < far)]
    return dist, hit


def _normal(field, p, e=0.006):
    """Surface normals by the tetrahedron rule."""
    n = np.zeros_like(p)
    for k in ((1, -1, -1), (-1, -1, 1), (-1, 1, -1), (1, 1, 1)):
        k = v(*k)
        n += field(p + k * e)[:, None] * k
    return norm(n)
