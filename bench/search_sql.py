#!/usr/bin/env python3
"""The questions of `bench/search` put to SQLite FTS5 and PostgreSQL's text search, on the same stories.

    target/release/examples/search --stories 100000 --dump /tmp/stories.tsv
    bench/search_sql.py /tmp/stories.tsv [postgres://…]

Twenty answers each, best first, with a snippet and the number of all; facets as conditions; no artists. Ends by itself; leaves a
database `inkie_search_bench` in PostgreSQL until the end of the run and a file beside the stories.
"""
import os
import re
import sqlite3
import subprocess
import sys
import time

TIMEOUT = 60.0


def questions(path):
    with open(path.rsplit(".", 1)[0] + ".questions") as lines:
        for line in lines:
            kind, frequent, typed, facet = line.rstrip("\n").split("\t")
            yield kind, frequent == "true", typed, facet.split("=") if facet else None


def table(name, times):
    times.sort()
    at = lambda part: times[min(int(len(times) * part), len(times) - 1)]
    print(f"{name:<24}{len(times):>7} questions  p50 {at(.5):9.2f}  p95 {at(.95):9.2f}  p99 {at(.99):9.2f}  most {times[-1]:9.2f} ms", flush=True)


def parts(typed):
    return [(quoted or word, bool(quoted)) for quoted, word in re.findall(r'"([^"]+)"|(\S+)', typed)]


def run(name, ask, path, limit):
    times, until = [], time.monotonic() + TIMEOUT
    for kind, frequent, typed, facet in questions(path):
        if kind == "typo":
            continue
        began = time.perf_counter()
        ask(typed, facet)
        times.append((time.perf_counter() - began) * 1000)
        if len(times) >= limit or time.monotonic() > until:
            break
    table(name, times)


def sqlite(path):
    file = path + ".sqlite"
    if os.path.exists(file):
        os.remove(file)
    db = sqlite3.connect(file)
    db.execute("PRAGMA synchronous=OFF")
    db.execute("CREATE TABLE stories (id INTEGER PRIMARY KEY, section TEXT, kind TEXT, year INTEGER, since INTEGER, words TEXT)")
    db.execute("CREATE VIRTUAL TABLE found USING fts5(words, content='stories', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')")
    began = time.monotonic()
    with open(path) as lines:
        db.executemany("INSERT INTO stories VALUES (?, ?, ?, ?, ?, ?)", (line.rstrip("\n").split("\t") for line in lines))
    db.execute("INSERT INTO found(found) VALUES ('rebuild')")
    db.commit()
    many = db.execute("SELECT count(*) FROM stories").fetchone()[0]
    took = time.monotonic() - began
    print(f"SQLite {sqlite3.sqlite_version} FTS5: {many} stories in {took:.0f} s, {many / took:.0f} a second, {os.path.getsize(file) / 1e9:.2f} GB", flush=True)

    def ask(typed, facet):
        match = " ".join(f'"{text}"' if quoted or not text.endswith("*") else f'"{text[:-1]}"*' for text, quoted in parts(typed))
        where = f" AND {facet[0]} = ?" if facet else ""
        more = [facet[1]] if facet else []
        join = "FROM found JOIN stories ON stories.id = found.rowid WHERE found MATCH ?" + where
        db.execute(f"SELECT stories.id, snippet(found, 0, '<mark>', '</mark>', '…', 34) {join} ORDER BY found.rank LIMIT 20", [match, *more]).fetchall()
        db.execute(f"SELECT count(*) {join}", [match, *more]).fetchall()

    run("SQLite FTS5", ask, path, 10_000)
    os.remove(file)


def postgres(path, server):
    import psycopg

    name = "inkie_search_bench"
    with psycopg.connect(server, autocommit=True, dbname="postgres") as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name}")
        admin.execute(f"CREATE DATABASE {name}")
    with psycopg.connect(server, autocommit=True, dbname=name) as db:
        version = db.execute("SHOW server_version").fetchone()[0]
        db.execute("CREATE TABLE stories (id bigint PRIMARY KEY, section text, kind text, year int, since bigint, words text, found tsvector GENERATED ALWAYS AS (to_tsvector('english', words)) STORED)")
        began = time.monotonic()
        with db.cursor() as cursor, cursor.copy("COPY stories (id, section, kind, year, since, words) FROM STDIN") as copy, open(path) as lines:
            for line in lines:
                copy.write(line)
        db.execute("CREATE INDEX ON stories USING gin (found)")
        db.execute("ANALYZE stories")
        many = db.execute("SELECT count(*) FROM stories").fetchone()[0]
        size = db.execute(f"SELECT pg_database_size('{name}')").fetchone()[0]
        took = time.monotonic() - began
        print(f"PostgreSQL {version}: {many} stories in {took:.0f} s, {many / took:.0f} a second, {size / 1e9:.2f} GB", flush=True)

        def ask(typed, facet):
            wanted = " && ".join(
                "phraseto_tsquery('english', %s)" if quoted else "to_tsquery('english', %s)" for _, quoted in parts(typed))
            words = [text if quoted else re.sub(r"\W", "", text) + (":*" if text.endswith("*") else "") for text, quoted in parts(typed)]
            where = f"found @@ asked{' AND ' + facet[0] + ' = %s' if facet else ''}"
            more = [facet[1]] if facet else []
            source = f"FROM stories, (SELECT {wanted} AS asked) AS q WHERE {where}"
            db.execute(f"SELECT id, ts_headline('english', words, asked, 'MaxFragments=1') FROM (SELECT id, words, asked {source} ORDER BY ts_rank(found, asked) DESC LIMIT 20) AS top", [*words, *more]).fetchall()
            db.execute(f"SELECT count(*) {source}", [*words, *more]).fetchall()

        run("PostgreSQL", ask, path, 10_000)
    with psycopg.connect(server, autocommit=True, dbname="postgres") as admin:
        admin.execute(f"DROP DATABASE {name}")


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    began = subprocess.run(["uname", "-m"], capture_output=True, text=True).stdout.strip()
    print(f"{os.cpu_count()} cores, {began}")
    sqlite(sys.argv[1])
    if len(sys.argv) > 2:
        postgres(sys.argv[1], sys.argv[2])
