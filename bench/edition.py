#!/usr/bin/env python3
"""How fast an edition is planned, put together and sent, beside what the same machine can do at most in the same run.

Needs: cargo build --release -p newsroom --example edition; Debian's postfix (smtp-sink, smtp-source), and for PostgreSQL a
server at INKIE_TEST_POSTGRES (postgres://user@host:port) with fsync and synchronous_commit on, and psql.

Everything runs on loopback and in a folder of its own that is removed in the end.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/examples/edition"
os.environ["PATH"] += ":/usr/sbin"


def measured(*words):
    """Runs the program; gives the line of JSON that it prints."""
    done = subprocess.run([PROGRAM, *map(str, words)], check=True, capture_output=True, text=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


class Sqlite:
    """A paper in a file, with synchronous=FULL as the program sets it."""

    name = "SQLite"

    def __init__(self, folder):
        self.folder, self.made = folder, 0

    def new(self):
        self.made += 1
        return str(self.folder / f"paper-{self.made}.db")

    def run(self, location, script):
        base = sqlite3.connect(location)
        base.executescript("PRAGMA cache_size = -262144; PRAGMA temp_store = MEMORY;" + script)
        base.close()

    def numbers(self, count):
        return f"WITH RECURSIVE one(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM one WHERE n + 1 < {count}) SELECT n FROM one"

    unasked = ""
    # A number in [0, 1) that is mostly small.
    skewed = "power((abs(random()) % 1000000) / 1000000.0, 2.5)"
    key = "lower(hex(randomblob(16)))"
    text = "CAST(n AS TEXT)"

    def bytes_of(self, location):
        return os.path.getsize(location)

    def bare_loop(self, rows, batch):
        """Rows a second when nothing else is done: two updates of each row, committed in such batches."""
        base = sqlite3.connect(self.new(), isolation_level=None)
        base.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE letters (reader INTEGER PRIMARY KEY, state TEXT, reply TEXT);")
        base.executescript(f"INSERT INTO letters SELECT n, 'claimed', '' FROM ({self.numbers(rows)})")
        begun = time.perf_counter()
        for first in range(0, rows, batch):
            base.execute("BEGIN IMMEDIATE")
            for reader in range(first, min(first + batch, rows)):
                base.execute("UPDATE letters SET state = 'dotting' WHERE reader = ?", (reader,))
                base.execute("UPDATE letters SET state = 'accepted', reply = '250 2.0.0 Ok' WHERE reader = ?", (max(0, reader - batch),))
            base.execute("COMMIT")
        return rows / (time.perf_counter() - begun)


class Postgres:
    """A paper on a server, which must be one that syncs."""

    name = "PostgreSQL"

    def __init__(self, address):
        self.address, self.made = address, []
        for setting in ("fsync", "synchronous_commit"):
            assert self.ask(address, f"SHOW {setting}") == "on", f"{setting} is off; figures would mean nothing"

    def ask(self, location, script):
        done = subprocess.run(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", location, "-f", "-"], input=script, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def new(self):
        name = f"inkie_bench_{os.getpid()}_{len(self.made)}"
        self.ask(f"{self.address}/postgres", f"CREATE DATABASE {name}")
        self.made.append(name)
        return f"{self.address}/{name}"

    def run(self, location, script):
        self.ask(location, script)

    def numbers(self, count):
        return f"SELECT n FROM generate_series(0, {count} - 1) AS one(n)"

    # What is made up holds by itself: asking after both ends of 30,000,000 follows takes longer than all the rest.
    unasked = "SET session_replication_role = replica;"
    skewed = "power(random(), 2.5)"
    key = "md5(n::text || 'key')"
    text = "n::text"

    def bytes_of(self, location):
        return int(self.ask(location, "SELECT pg_database_size(current_database())"))

    def bare_loop(self, rows, batch):
        location = self.new()
        self.run(location, f"CREATE TABLE letters (reader BIGINT PRIMARY KEY, state TEXT, reply TEXT); INSERT INTO letters SELECT n, 'claimed', '' FROM ({self.numbers(rows)}) AS all_of_them")
        script = "".join(
            f"BEGIN; UPDATE letters SET state = 'dotting' WHERE reader >= {first} AND reader < {first + batch};"
            f"UPDATE letters SET state = 'accepted', reply = '250 2.0.0 Ok' WHERE reader >= {first - batch} AND reader < {first}; COMMIT;\n"
            for first in range(0, rows, batch)
        )
        begun = time.perf_counter()
        self.run(location, script)
        return rows / (time.perf_counter() - begun)

    def drop(self):
        for name in self.made:
            self.ask(f"{self.address}/postgres", f"DROP DATABASE {name} WITH (FORCE)")


def fill(base, location, readers, follows, artists):
    """Active readers who follow artists, the small numbers more often (Zipf-like)."""
    choice = "CASE n % 3 WHEN 0 THEN 'general' WHEN 1 THEN 'follows' ELSE 'both' END" if follows else "'general'"
    base.run(
        location,
        f"INSERT INTO readers (email, email_key, key, standing, choice, asked, wording, source, confirmed, ended_why)"
        f" SELECT 'reader-' || {base.text} || '@example.org', 'reader-' || {base.text} || '@example.org', {base.key}, 'active', {choice}, 0, 'bench', 'bench', 0, ''"
        f" FROM ({base.numbers(readers)}) AS all_of_them;",
    )
    if not follows:
        return
    base.run(
        location,
        f"INSERT INTO artists (slug, name, name_key, sort_name, sort_key, letter, kind, disambiguation)"
        f" SELECT 'other-' || {base.text}, 'Other ' || {base.text}, 'other ' || {base.text}, 'Other', 'other', 'o', 'group', ''"
        f" FROM ({base.numbers(artists)}) AS all_of_them;",
    )
    # Today's artists have the smallest numbers and the most followers: two of thirty follows are of one of them.
    base.run(
        location,
        f"{base.unasked} DROP INDEX follows_by_artist;"
        f" INSERT INTO follows (reader, artist, since) SELECT r.n + 1, 1 + CAST({artists} * {base.skewed} AS BIGINT), 0"
        f" FROM ({base.numbers(readers)}) AS r, ({base.numbers(follows)}) AS f WHERE true ON CONFLICT DO NOTHING;"
        f" CREATE INDEX follows_by_artist ON follows (artist, reader);",
    )


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Sink:
    """Debian's smtp-sink: takes everything and keeps nothing."""

    def __enter__(self):
        self.port = free_port()
        words = ["smtp-sink", "-c", f"127.0.0.1:{self.port}", "1024"]
        if os.getuid() == 0:
            words[1:1] = ["-u", "postfix"]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("smtp-sink did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def source(self, messages, size, sessions):
        """Messages a second of Debian's smtp-source over kept sessions: what the machine can do at most."""
        words = ["smtp-source", "-d", "-s", sessions, "-m", messages, "-l", size, "-f", "a@example.org", "-t", "b@example.org", f"127.0.0.1:{self.port}"]
        begun = time.perf_counter()
        subprocess.run([str(word) for word in words], check=True)
        return messages / (time.perf_counter() - begun)


def table(title, rows):
    print(f"\n{title}\n" + "-" * len(title))
    widths = [max(len(str(row[at])) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        print("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths)).rstrip())


def released(base, stories, letters, *signed):
    """A new database with a released edition; gives where it is and what its letters weigh."""
    location = base.new()
    measured("prepare", location, stories, *signed)
    fill(base, location, letters, 0, 0)
    measured("plan", location)
    return location, measured("rehearse", location)


def sending(bases, options):
    rows = [("database", "stories", "bytes", "sessions", "letters/s", "smtp-source/s", "ratio", "bare commits/s", "peak MB")]
    for base in bases:
        for stories, sessions in [(3, 10), (3, 50), (24, 10), (24, 50)]:
            figures, limits = [], []
            for _ in range(options.times):
                location, weight = released(base, stories, options.letters)
                size = weight["bytes"] // weight["letters"]
                with Sink() as sink:
                    limits.append(sink.source(options.letters, size, sessions))
                    sent = measured("send", location, sink.port, sessions)
                assert sent["accepted"] == options.letters, sent
                figures.append(options.letters / sent["seconds"])
            rate, limit = statistics.median(figures), statistics.median(limits)
            bare = base.bare_loop(min(options.letters, 10_000), sessions)
            rows.append((base.name, stories, size, sessions, f"{rate:.0f}", f"{limit:.0f}", f"{rate / limit:.2f}", f"{bare:.0f}", sent["peak_mb"]))
    table("sending, states durable", rows)


def putting_together(bases, options):
    rows = [("stories", "bytes", "letters/s", "MB/s")]
    base = bases[0]
    for stories in (3, 24, 60):
        _, weight = released(base, stories, options.letters * 4)
        rows.append((stories, weight["bytes"] // weight["letters"], f"{weight['letters'] / weight['seconds']:.0f}", f"{weight['bytes'] / weight['seconds'] / 1e6:.0f}"))
    table("putting together, reading the rows included", rows)


def sent(base, stories, letters, sessions, *signed):
    """One sending of an edition to a sink; gives what the program says of it, and what its letters weigh."""
    location, weight = released(base, stories, letters, *signed)
    with Sink() as sink:
        done = measured("send", location, sink.port, sessions)
    assert done["accepted"] == letters, done
    return done, weight


def signing(bases, options):
    """A signature is put on by one core while the others wait only in `rehearse`; letters are sent by all cores."""
    alone = measured("signatures", 3)
    primitive = alone["signatures"] / alone["seconds"]
    openssl = ""
    if shutil.which("openssl"):
        said = subprocess.run(["openssl", "speed", "-seconds", "2", "rsa2048"], check=True, capture_output=True, text=True).stdout
        openssl = re.search(r"rsa 2048 bits\s+\S+\s+\S+\s+(\S+)", said).group(1)
    _, weight = released(bases[0], 14, 4_000, "signed")
    rate = weight["letters"] / weight["seconds"]
    rows = [("bytes", "signed letters/s", "the primitive alone", "ratio", "OpenSSL's")]
    rows.append((weight["bytes"] // weight["letters"], f"{rate:.0f}", f"{primitive:.0f}", f"{rate / primitive:.2f}", openssl))
    table("signing with RSA-2048, one core, putting together included (at least 0.9)", rows)
    rows = [("database", "bytes", "sessions", "unsigned s", "signed s", "at most s", "ratio")]
    for base in bases:
        for sessions in (10, 50):
            plain, weight = sent(base, 14, 10_000, sessions)
            signed, _ = sent(base, 14, 10_000, sessions, "signed")
            most = 1.5 * (plain["seconds"] + 10_000 / (2 * primitive))
            rows.append((base.name, weight["bytes"] // weight["letters"], sessions, plain["seconds"], signed["seconds"], f"{most:.2f}", f"{signed['seconds'] / most:.2f}"))
    table("10,000 letters from release to the last stored reply (unsigned: 5 s at most)", rows)


def memory(bases, options):
    rows = [("database", "letters", "peak MB")]
    for base in bases:
        for letters in (10_000, options.readers):
            done, _ = sent(base, 3, letters, 10)
            rows.append((base.name, letters, done["peak_mb"]))
    table("memory while sending (the same within 20 %)", rows)


def pressing(bases, options):
    rows = [("database", "reader's address ms", "nobody's ms", "difference ms")]
    for base in bases:
        location = base.new()
        measured("prepare", location, 3)
        fill(base, location, 2_000, 0, 0)
        medians = measured("press", location, 1_000)
        known, unknown = medians["known_ms"], medians["unknown_ms"]
        rows.append((base.name, f"{known:.3f}", f"{unknown:.3f}", f"{abs(known - unknown):.3f}"))
    table("a coupon pressed 1,000 times, medians (5 ms apart at most)", rows)


def planning(bases, options):
    rows = [("database", "readers", "follows", "stories", "seconds", "peak MB", "bytes a letter")]
    for base in bases:
        location = base.new()
        measured("prepare", location, 60)
        fill(base, location, options.readers, options.follows, 50_000)
        before = base.bytes_of(location)
        made = measured("plan", location)
        after = base.bytes_of(location)
        rows.append((base.name, options.readers, options.follows, made["stories"], made["seconds"], made["peak_mb"], f"{(after - before) / made['letters']:.0f}"))
    table("planning", rows)


PARTS = {"sending": sending, "signing": signing, "together": putting_together, "planning": planning, "memory": memory, "pressing": pressing}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, epilog="example: bench/edition.py sending --letters 20000")
    parser.add_argument("part", choices=[*PARTS, "all"])
    parser.add_argument("--letters", type=int, default=20_000, help="letters of one sending (default 20000)")
    parser.add_argument("--times", type=int, default=3, help="how often each sending is measured; the median counts (default 3)")
    parser.add_argument("--readers", type=int, default=1_000_000, help="readers of the planning, and of the larger sending of memory (default 1000000)")
    parser.add_argument("--follows", type=int, default=30, help="artists whom each of them follows (default 30)")
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    options = parser.parse_args()
    if not PROGRAM.exists():
        sys.exit(f"{PROGRAM} is not there; build it with: cargo build --release -p newsroom --example edition")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="inkie-bench-", dir=ROOT / "target"))
    bases = [Sqlite(folder)] if options.database != "postgres" else []
    address = os.environ.get("INKIE_TEST_POSTGRES")
    if options.database != "sqlite":
        if address:
            bases.append(Postgres(re.sub(r"/$", "", address)))
        else:
            print("PostgreSQL: not run, INKIE_TEST_POSTGRES names no server")
    try:
        for part, run in PARTS.items():
            if options.part in (part, "all"):
                run(bases, options)
    finally:
        shutil.rmtree(folder)
        for base in bases:
            if isinstance(base, Postgres):
                base.drop()


main()
