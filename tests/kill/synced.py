"""A trace of system calls: between the row that says *dotting* and the final dot there is a sync of the database's log.

One connection, so that whatever happens between a letter's DATA and its dot belongs to that letter. On PostgreSQL the trace
holds the server's processes beside the program, in one order.
"""

import asyncio
import os
import pathlib
import re
import shutil
import signal
import subprocess

from sink import Faults, Life, Sink

READERS = 20

CALLS = "write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync"
LINE = re.compile(r"^(\d+)\s+(?:<\.\.\. (\w+) resumed>(.*)|(\w+)\((.*))$")


def can_trace():
    """Whether strace is here and the system lets it trace."""
    return bool(shutil.which("strace")) and subprocess.run(["strace", "-f", "-o", "/dev/null", "true"], capture_output=True).returncode == 0


def events(trace, log):
    """The calls that matter, in order: data and dot where they begin, writes of the log and its syncs where they have ended."""
    begun = {}
    for line in trace:
        match = LINE.match(line.rstrip("\n"))
        if not match:
            continue
        process, resumed, rest, call, words = match.groups()
        if resumed:
            call, words = resumed, begun.pop(process, "") + rest
        else:
            if call.startswith(("write", "send")) and '"DATA\\r\\n", 6' in words:
                yield "data"
            if call.startswith(("write", "send")) and '".\\r\\n", 3' in words:
                yield "dot"
            if words.endswith("<unfinished ...>"):
                begun[process] = words.removesuffix("<unfinished ...>")
                continue
        # -y writes the file's path behind its number.
        if log in words.split(",")[0] and not words.endswith("(Input/output error)"):
            if call.startswith("pwrite") or call.startswith("write"):
                yield "written"
            elif call in ("fsync", "fdatasync") and words.endswith("= 0"):
                yield "synced"


def dots(happened):
    """For each final dot: whether the log was written and then synced since the DATA before it."""
    found = []
    written = synced = False
    for event in happened:
        if event == "data":
            written = synced = False
        elif event == "written":
            written, synced = True, False
        elif event == "synced":
            synced = written
        elif event == "dot":
            found.append(written and synced)
    return found


async def end(strace):
    """Ends the traced program in good order, then strace, which may be attached to others that live on."""
    if strace.returncode is not None:
        return
    children = pathlib.Path(f"/proc/{strace.pid}/task/{strace.pid}/children").read_text().split()
    for child in map(int, children):
        os.kill(child, signal.SIGTERM)
        while pathlib.Path(f"/proc/{child}").exists():
            await asyncio.sleep(0.05)
    if strace.returncode is None:
        strace.terminate()
    await strace.wait()


async def check(paper, log, processes):
    """Sends a small edition under strace; gives (letters, of which synced, of which synced in a trace without its syncs)."""
    await paper.set_up(READERS, "again")
    faults = Faults(0, 0)
    faults.shares = {}
    sink = Sink(paper.folder, faults, 0, lambda node, why: False)
    sink.lives[0] = Life(0, 0)
    port = await sink.listen(0)
    trace = paper.folder / "trace"
    attached = [word for process in processes for word in ("-p", str(process))]
    command = ["strace", "-I", "1", "-f", "-y", "-s", "16", "-e", f"trace={CALLS}", "-o", str(trace), *attached]
    server = await paper.serve(0, port, 1, 5, under=command)
    try:
        async with asyncio.timeout(60):
            while len(sink.addresses) < READERS and server.returncode is None:
                await asyncio.sleep(0.1)
    finally:
        await end(server)
        sink.close()
    with open(trace, encoding="utf-8", errors="replace") as lines:
        happened = list(events(lines, log))
    found = dots(happened)
    control = dots(event for event in happened if event != "synced")
    return len(found), sum(found), sum(control)
