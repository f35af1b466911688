"""NL-KILL: an edition is sent while its senders are killed, and every reader is accounted for. `--help` says how to run it."""

import argparse
import asyncio
import dataclasses
import os
import pathlib
import shutil
import sys
import tempfile

import synced
import verdict
from paper import Cluster, Paper, Postgres, Sqlite
from trial import Scale, Trial

FULL = Scale(readers=50_000, connections=16, kills=30, stall_seconds=120, stall_share=0.0005, leave_every=1.0, retry=5, limit=1_200)
# The same in small. Its stalls are no test of the ten minutes that a dot may take: the full one is.
SHORT = Scale(readers=400, connections=6, kills=6, stall_seconds=2, stall_share=0.03, leave_every=0.4, retry=2, limit=120)


# The exit code of a test that cannot be run here.
NOT_RUN = 77


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/nl-kill",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Sends an edition to a mail server that misbehaves, kills the senders meanwhile, and accounts for every reader.",
        epilog="environment:\n"
        "  INKIE_BINARY         the program to test (default: the debug build, built first)\n"
        "  INKIE_TEST_POSTGRES  a running server to use instead of one started here; fsync must be on\n\n"
        "example: scripts/nl-kill --database sqlite --seed 7 --report kill.md\n"
        "Exit code 0: every figure holds. 1: one does not; the table says which. 77: not run, strace cannot trace here.",
    )
    parser.add_argument("--traced", action="store_true", help="instead: show by a trace of system calls that a sync stands before each final dot")
    parser.add_argument("--short", action="store_true", help="the same in small, within a minute; the full one takes up to 20 minutes per database")
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both", help="default: both; with --short at once, else one after the other")
    parser.add_argument("--policy", choices=["again", "hold", "both"], default="both", help="what becomes of letters in doubt; default: both, as with the databases")
    parser.add_argument("--nodes", type=int, default=1, help="processes that send one edition together, on PostgreSQL; one sleeps for a minute, one dies for good at last")
    parser.add_argument("--readers", type=int, help=f"default {FULL.readers}, or {SHORT.readers} with --short")
    parser.add_argument("--connections", type=int, help=f"of each process; default {FULL.connections}, or {SHORT.connections} with --short")
    parser.add_argument("--kills", type=int, help=f"six of them at forced points; default {FULL.kills}, or {SHORT.kills} with --short")
    parser.add_argument("--seed", type=int, default=1, help="faults, kills and leavers are drawn from it; default 1")
    parser.add_argument("--report", type=pathlib.Path, help="write the tables into this file, too")
    parser.add_argument("--keep", action="store_true", help="keep the scratch directories")
    asked = parser.parse_args()
    if asked.nodes > 1 and asked.database != "postgres":
        parser.error("several nodes need --database postgres")
    if asked.kills is not None and asked.kills < 6:
        parser.error("six kills are at forced points: --kills 6 or more")
    return asked


def scale_of(asked):
    """The scale of every trial."""
    scale = SHORT if asked.short else FULL
    said = {name: getattr(asked, name) for name in ("readers", "connections", "kills") if getattr(asked, name)}
    return dataclasses.replace(scale, **said)


async def one_trial(asked, scale, database, folder, policy):
    """Runs one trial; gives its report and whether everything held."""
    paper = Paper(os.environ["INKIE_BINARY"], folder, database)
    await paper.set_up(scale.readers, policy)
    seen = await Trial(paper, scale, asked.seed, asked.nodes).run()
    rows = verdict.rows(seen, scale, policy, asked.nodes)
    nodes = f", {asked.nodes} processes" if asked.nodes > 1 else ""
    lines = [
        f"### {database.name}, in doubt: {policy}{nodes}",
        "",
        f"{scale.readers} readers, {scale.connections} connections, {len(seen.kills)} kills"
        + (f", {len(seen.cuts)} cuts of the database" if seen.cuts else "")
        + f", seed {asked.seed}: {seen.seconds:.0f} s.",
        "",
        "| figure | wanted | found | |",
        "| --- | --- | --- | --- |",
        *(f"| {row.name} | {row.wanted} | {row.found} | {'holds' if row.held else '**FAILS**'} |" for row in rows),
        "",
        "Duplicates per kill: " + ", ".join(f"{why}: {count}" for why, count in verdict.per_kill(seen)) + ".",
        "",
    ]
    return "\n".join(lines), all(row.held for row in rows)


async def traced(asked):
    """The trace of system calls on each database; gives the exit code."""
    if not synced.can_trace():
        print("not run: strace cannot trace here")
        return NOT_RUN
    held = True
    for name in ["sqlite", "postgres"] if asked.database == "both" else [asked.database]:
        folder = pathlib.Path(tempfile.mkdtemp(prefix="inkie-kill.", dir="/tmp"))
        # Its own server: nobody else's commits are in the trace.
        cluster = Cluster() if name == "postgres" else None
        try:
            database = Postgres(cluster.url, "traced") if cluster else Sqlite(folder)
            paper = Paper(os.environ["INKIE_BINARY"], folder, database)
            log, processes = ("/pg_wal/", cluster.processes()) if cluster else ("/paper.db-wal", [])
            letters, good, control = await synced.check(paper, log, processes)
        finally:
            if cluster:
                cluster.stop()
            shutil.rmtree(folder, ignore_errors=True)
        holds = letters == good == synced.READERS and control == 0
        held = held and holds
        print(
            f"{database.name}: {letters} final dots, {good} with the log written and synced after their DATA "
            f"({control} in the same trace without its syncs): {'holds' if holds else 'FAILS'}",
            flush=True,
        )
    return 0 if held else 1


async def main():
    """Runs what was asked for; gives the exit code."""
    asked = arguments()
    if asked.traced:
        return await traced(asked)
    scale = scale_of(asked)
    names = ["sqlite", "postgres"] if asked.database == "both" else [asked.database]
    policies = ["again", "hold"] if asked.policy == "both" else [asked.policy]
    cluster = None
    server = os.environ.get("INKIE_TEST_POSTGRES")
    if "postgres" in names and not server:
        cluster = Cluster()
        server = cluster.url
    asked_for = [(name, policy) for policy in policies for name in names]
    try:
        if asked.short:
            # Small trials mostly wait: for disks, retries and stalls.
            done = await asyncio.gather(*(in_scratch(asked, scale, server, *trial) for trial in asked_for))
        else:
            done = [await in_scratch(asked, scale, server, *trial) for trial in asked_for]
    finally:
        if cluster:
            cluster.stop()
    if asked.report:
        asked.report.write_text("\n".join(report for report, _ in done))
    return 0 if all(held for _, held in done) else 1


async def in_scratch(asked, scale, server, name, policy):
    """Runs one trial in a directory and a database of its own, prints its report, and gives it with whether everything held."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="inkie-kill.", dir="/tmp"))
    database = Sqlite(folder) if name == "sqlite" else Postgres(server, f"nl_kill_{os.getpid()}_{policy}")
    try:
        report, held = await one_trial(asked, scale, database, folder, policy)
    finally:
        database.close()
        if asked.keep:
            print(f"kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    print(report, flush=True)
    return report, held


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
