#!/usr/bin/env python3
"""A paper of 10,000 stories moves in while readers read: how long it takes, what it needs, and what readers feel of it.

Needs: cargo build --release -p inkie. Makes the export itself (pictures, shortcodes, links between stories, clips, tags that are
artists), serves an empty paper with 500 stories of its own, asks for the front and stories all the while as one reader after the other,
first idle, then during the import, which ends when the last story is found by a search. With --gigabytes it writes exports of a quarter, half and all of that size and only looks at them (a dry
run), for the memory and that the time is in proportion. With --readers a list of so many readers comes in instead.

    bench/import.py                     10,000 stories, SQLite
    bench/import.py --stories 50000 --database postgres://user@host/name
    bench/import.py --gigabytes 2
    bench/import.py --readers 10000
"""

import argparse
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/inkie"

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>{title}</title><link>http://{host}</link><language>en-AU</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>http://{host}</wp:base_site_url><wp:base_blog_url>http://{host}</wp:base_blog_url>
"""

WORDS = """night band stage drum guitar record label tour song album release crowd amp hall singer chorus verse bridge tape studio summer
winter harbour street tram late early loud quiet slow fast red silver broken young old first last second thousand little great bare new
friend sister brother neighbour town river coast city radio poster ticket door floor light smoke rain heat wire string key wheel""".split()
FIRST = "Gilt Velvet Broken Silver Paper Winter Copper Harbour Neon Ghost Cedar Marble Static Tidal Hollow Amber".split()
SECOND = "Foxes Radio Bakery Postcodes Kerr Rivers Lanterns Parade Choir Machine Gardens Weather Saints Orchard Signal Motel".split()


def artists(count):
    names = [f"{one} {other}" for one in FIRST for other in SECOND]
    while len(names) < count:
        names.append(f"{random.choice(FIRST)} {random.choice(SECOND)} {len(names)}")
    return names[:count]


def sentence(chance, names):
    words = [chance.choice(WORDS) for _ in range(chance.randint(8, 22))]
    if chance.random() < 0.3:
        words[chance.randrange(len(words))] = chance.choice(names)
    return " ".join(words).capitalize() + "."


def item(chance, number, names, host):
    artist = chance.choice(names)
    title = f"{artist} {chance.choice(WORDS)} {chance.choice(WORDS)} {number}"
    slug = title.lower().replace(" ", "-")
    day = f"{2004 + number % 20}-{1 + number % 12:02}-{1 + number % 28:02}"
    parts = []
    for place in range(chance.randint(6, 14)):
        parts.append(" ".join(sentence(chance, names) for _ in range(chance.randint(2, 5))))
        if place == 2:
            parts.append(f'[caption id="attachment_{number}" width="600"]<img src="http://{host}/wp-content/uploads/{slug}.jpg" alt="{artist}" /> {artist}. Photo: Jo Bloke[/caption]')
        if place == 4:
            parts.append(f"https://www.youtube.com/watch?v={number:011d}")
        if place == 5:
            parts.append(f'<blockquote>{sentence(chance, names)}</blockquote>\nSee <a href="http://{host}/?p={chance.randint(1, max(1, number))}">earlier</a> and <em>{chance.choice(names)}</em>.')
    body = "\n\n".join(parts)
    return f"""<item><title>{title}</title><link>http://{host}/{day[:4]}/{day[5:7]}/{slug}/</link><dc:creator><![CDATA[writer{number % 20}]]></dc:creator>
<guid isPermaLink="false">http://{host}/?p={number}</guid><content:encoded><![CDATA[{body}]]></content:encoded><excerpt:encoded><![CDATA[{sentence(chance, names)}]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date>{day} 10:00:00</wp:post_date><wp:post_date_gmt>{day} 00:00:00</wp:post_date_gmt><wp:post_name>{slug}</wp:post_name>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<category domain="category" nicename="news"><![CDATA[News]]></category><category domain="post_tag" nicename="{artist.lower().replace(' ', '-')}"><![CDATA[{artist}]]></category>
<wp:postmeta><wp:meta_key>rating</wp:meta_key><wp:meta_value>{number % 11}</wp:meta_value></wp:postmeta></item>
"""


def write(path, stories, least_bytes=0, host="old.example", title="Old Paper"):
    chance, names = random.Random(7), artists(600)
    with open(path, "w") as out:
        out.write(HEAD.format(host=host, title=title))
        number = 0
        while number < stories or out.tell() < least_bytes:
            number += 1
            out.write(item(chance, number, names, host))
        out.write("</channel></rss>\n")
    return number, os.path.getsize(path)


def write_large(path, least_bytes):
    """An export of a size, made of some thousand stories again and again under other numbers."""
    chance, names = random.Random(7), artists(600)
    block = [item(chance, number, names, "old.example") for number in range(1, 2_001)]
    with open(path, "w") as out:
        out.write(HEAD.format(host="old.example", title="Old Paper"))
        turn = 0
        while out.tell() < least_bytes:
            for number, text in enumerate(block, 1):
                own = number + turn * len(block)
                out.write(text.replace(f"p={number}<", f"p={own}<").replace(f"<wp:post_id>{number}<", f"<wp:post_id>{own}<")
                          .replace(f" {number}</title>", f" {own}</title>").replace(f"-{number}/</link>", f"-{own}/</link>")
                          .replace(f"-{number}</wp:post_name>", f"-{own}</wp:post_name>"))
            turn += 1
        out.write("</channel></rss>\n")
    return turn * len(block), os.path.getsize(path)


def processor(pid):
    """Seconds of processor that a process has used."""
    with open(f"/proc/{pid}/stat") as line:
        fields = line.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak(pid):
    with open(f"/proc/{pid}/status") as lines:
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


class Readers(threading.Thread):
    """One reader after the other, as fast as they are answered, with a breath between."""

    def __init__(self, address, paths):
        super().__init__(daemon=True)
        self.address, self.paths, self.times, self.failed, self.ended = address, paths, [], 0, False

    def run(self):
        chance = random.Random(3)
        while not self.ended:
            begun = time.perf_counter()
            try:
                with urllib.request.urlopen(self.address + chance.choice(self.paths), timeout=20) as answer:
                    answer.read()
            except OSError:
                self.failed += 1
            self.times.append((time.perf_counter() - begun) * 1000)
            time.sleep(0.005)

    def end(self):
        self.ended = True
        self.join()
        times = sorted(self.times)
        at = lambda part: times[min(int(len(times) * part), len(times) - 1)]
        return {"asked": len(times), "failed": self.failed, "p50 ms": round(at(.5), 2), "p99 ms": round(at(.99), 2), "most ms": round(times[-1], 1)}


def found(address, number):
    """Waits until a search finds the story of that number. One address may ask sixty times in a minute."""
    for _ in range(50):
        with urllib.request.urlopen(f"{address}/api/v1/search?q={number}", timeout=20) as answer:
            if any(story["headline"].endswith(f" {number}") for story in json.load(answer)["results"]):
                return
        time.sleep(0.2)
    raise SystemExit(f"no search finds story {number}")


def inkie(folder, *words, **more):
    return subprocess.run([PROGRAM, "--data", folder, *more.pop("first", []), *map(str, words)], check=True, capture_output=True, text=True, **more)


def look_at(folder, gigabytes):
    held, rates = True, []
    for part in (gigabytes / 4, gigabytes / 2, gigabytes):
        export = folder / "large.xml"
        stories, size = write_large(export, int(part * 1e9))
        begun = time.perf_counter()
        process = subprocess.Popen([PROGRAM, "--data", folder / "paper", "import", export, "--dry-run"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        most, used = 0, 0
        while process.poll() is None:
            try:
                most, used = max(most, peak(process.pid)), processor(process.pid)
            except (OSError, StopIteration):
                pass
            time.sleep(0.05)
        took = time.perf_counter() - begun
        rates.append(used / size)
        print(json.dumps({"stories": stories, "MB": size // 1_000_000, "seconds": round(took, 1), "of processor": round(used, 1),
                          "MB per second of processor": round(size / 1e6 / used, 1), "peak MB": most, "limit MB": 300, "load": os.getloadavg()[0]}))
        held &= process.returncode == 0 and most <= 300
    print(json.dumps({"largest over smallest, time per byte": round(rates[-1] / rates[0], 2), "limit": 1.2}))
    return held and rates[-1] <= 1.2 * rates[0]


def readers_come(folder, first, count):
    """A list as a newsletter program exports it: addresses, names, when and how they asked for it, some who left."""
    table = folder / "readers.csv"
    with open(table, "w") as out:
        out.write("Email Address,First Name,Last Name,OPTIN_TIME,OPTIN_IP,MEMBER_RATING\n")
        for number in range(count):
            out.write(f"reader{number}@mail{number % 97}.example,{FIRST[number % 16]},{SECOND[number % 16]},2021-0{1 + number % 9}-12 10:00:00,192.0.2.{number % 250},{number % 5}\n")
    begun = time.perf_counter()
    said = inkie(folder / "paper", "readers", "import", table, "--proof", "the export of 2021", first=first)
    took = time.perf_counter() - begun
    lines = (said.stdout + said.stderr).strip().splitlines()
    print(json.dumps({"readers": count, "seconds, the start of the program included": round(took, 2), "limit": 2, "said": lines[-1] if lines else "", "load": os.getloadavg()[0]}))
    return took <= 2 * count / 10_000


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--stories", type=int, default=10_000)
    asked.add_argument("--database", help="a PostgreSQL database that is empty")
    asked.add_argument("--gigabytes", type=float, help="only a dry run of an export of this size")
    asked.add_argument("--readers", type=int, help="only a list of so many readers")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="inkie-import-") as folder:
        folder = pathlib.Path(folder)
        first = ["--database", given.database] if given.database else []
        inkie(folder / "paper", "new", "--name", "Bench", "--zone", "Australia/Melbourne", "--publisher", "B", "--postal-address", "A 1",
              "--email", "a@paper.example", "--url", "http://127.0.0.1:1", first=first)
        if given.gigabytes:
            sys.exit(0 if look_at(folder, given.gigabytes) else 1)
        if given.readers:
            sys.exit(0 if readers_come(folder, first, given.readers) else 1)
        write(folder / "own.xml", 500, host="own.example", title="Own")
        inkie(folder / "paper", "import", folder / "own.xml", first=first)
        stories, size = write(folder / "export.xml", given.stories)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen([PROGRAM, "--data", folder / "paper", *first, "serve"], env=os.environ | {"INKIE_LISTEN": f"127.0.0.1:{port}"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(200):
                try:
                    urllib.request.urlopen(address + "/healthz", timeout=1).read()
                    break
                except OSError:
                    time.sleep(0.1)
            # No search: one address may ask sixty in a minute, and is refused the rest.
            paths = ["/", "/news", "/reviews", "/artists"]
            idle = Readers(address, paths)
            idle.start()
            time.sleep(5)
            idle = idle.end()
            before, used, load = peak(server.pid), processor(server.pid), os.getloadavg()[0]
            meanwhile = Readers(address, paths)
            meanwhile.start()
            begun = time.perf_counter()
            said = inkie(folder / "paper", "import", folder / "export.xml", first=first).stdout
            there = time.perf_counter() - begun
            found(address, stories)
            took = time.perf_counter() - begun
            used = processor(server.pid) - used
            meanwhile = meanwhile.end()
            result = {"stories": stories, "MB": size // 1_000_000, "seconds": round(took, 2), "limit": 10, "stories there after": round(there, 2), "of processor": round(used, 1), "load before": load, "peak MB": peak(server.pid), "before MB": before,
                      "limit MB": 150, "readers idle": idle, "readers meanwhile": meanwhile, "said": said.splitlines()[0] if said else ""}
            print(json.dumps(result, indent=1))
            sys.exit(0 if took <= 10 * given.stories / 10_000 and meanwhile["failed"] == 0 else 1)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)


if __name__ == "__main__":
    main()
