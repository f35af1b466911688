"""The demo's own sound, made of sines and noise."""
import pathlib
import subprocess
import tempfile
import wave

import numpy as np

RATE = 48_000


def _fade(a, seconds_in, seconds_out):
    """Ease a sound in and out."""
    i, o = int(seconds_in * RATE), int(seconds_out * RATE)
    a[:i] *= np.linspace(0, 1, i) ** 2
    a[-o:] *= np.linspace(1, 0, o) ** 2
    return a


def _low(a, k):
    """A one-pole low pass run twice, by convolution."""
    n = np.exp(-np.arange(int(8 / k)) * k)
    n /= n.sum()
    return np.convolve(np.convolve(a, n)[:len(a)], n)[:len(a)]


def hum(rng, seconds=12.0):
    """A motor that idles on a flat D: beating partials, a slow throb, a little grit, a relay at each end."""
    t = np.arange(int(seconds * RATE)) / RATE
    base = 72.4
    drift = np.cumsum(base * (1 + .0022 * np.sin(2 * np.pi * .23 * t) + .0012 * np.sin(2 * np.pi * .71 * t))) / RATE
    tone = np.zeros_like(t)
    for n, gain, beat in ((.5, .5, .0), (1, 1, .31), (2, .62, .47), (3, .34, .8), (4, .22, 1.1), (6, .12, 1.7), (9, .05, 2.3)):
        tone += gain * np.sin(2 * np.pi * (drift * n + beat * t * .5) + n) * (1 + .25 * np.sin(2 * np.pi * beat * t))
    throb = .78 + .22 * np.sin(2 * np.pi * base / 12 * t) ** 3
    grit = _low(rng.normal(0, 1, len(t)), .09) * (.7 + .6 * np.abs(np.sin(2 * np.pi * base / 6 * t)))
    out = np.tanh(tone * throb * .75) * .8 + grit * .55
    out *= np.clip((t - .3) * 1.6, 0, 1) * np.clip((seconds - .5 - t) * 1.1, 0, 1)
    for at, ring in ((.22, 170), (.27, 120), (seconds - .6, 95), (seconds - .5, 140)):
        k = int(at * RATE)
        u = np.arange(min(int(.3 * RATE), len(t) - k)) / RATE
        out[k:k + len(u)] += (rng.normal(0, 1, len(u)) * np.exp(-u * 150) + np.sin(2 * np.pi * ring * u) * np.exp(-u * 30)) * .5
    return _fade(out, .02, .1)


SOUNDS = {'hum.ogg': hum}


def write(folder):
    """Write every sound as Ogg Opus, mono, small."""
    folder = pathlib.Path(folder)
    folder.mkdir(exist_ok=True)
    for i, (name, make) in enumerate(SOUNDS.items()):
        a = make(np.random.default_rng(i + 7))
        a = (a / np.abs(a).max() * .82 * 32767).astype('<i2')
        with tempfile.TemporaryDirectory() as tmp:
            raw = pathlib.Path(tmp) / 'a.wav'
            with wave.open(str(raw), 'wb') as f:
                f.setnchannels(1)
                f.setsampwidth(2)
                f.setframerate(RATE)
                f.writeframes(a.tobytes())
            codec = ['-c:a', 'libmp3lame', '-b:a', '48k'] if name.endswith('.mp3') else ['-c:a', 'libopus', '-b:a', '22k']
            subprocess.run(['ffmpeg', '-v', 'error', '-y', '-i', str(raw), '-map_metadata', '-1', '-fflags', '+bitexact', *codec,
                            '-flags:a', '+bitexact', str(folder / name)], check=True)
        print(name, (folder / name).stat().st_size)
