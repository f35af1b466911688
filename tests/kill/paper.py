"""A paper of the real program in a scratch directory, and the database that it lies in."""

import asyncio
import contextlib
import datetime
import json
import os
import pathlib
import pwd
import shutil
import socket
import sqlite3
import subprocess
import tempfile

import psycopg

# How a letter stands, by address.
LETTERS = "SELECT r.email, d.state, d.doubts, d.attempts FROM deliveries AS d JOIN readers AS r ON r.id = d.reader"

PARAGRAPH = (
    "The band took the long way round to the second chorus, as they do, and by then nobody in the room was waiting for it "
    "any more; which is, the drummer says, the only way to hear it. “We had eleven minutes of tape and no wish to cut.” "
)


class Sqlite:
    """The file in the data directory. It is read from a copy, so that the program finds its own files as it left them."""

    name = "SQLite"
    flags = []

    def __init__(self, folder):
        self.folder = folder

    def letters(self):
        """address → (state, doubts, attempts)."""
        with tempfile.TemporaryDirectory() as copy:
            for file in self.folder.glob("data-0/paper.db*"):
                # Its shared memory is rebuilt from the log.
                if not file.name.endswith("-shm"):
                    shutil.copy(file, copy)
            with contextlib.closing(sqlite3.connect(os.path.join(copy, "paper.db"))) as db:
                return {row[0]: row[1:] for row in db.execute(LETTERS)}

    def cut(self):
        """There is no connection to cut."""
        return False

    def close(self):
        """The scratch directory goes as a whole."""


class Postgres:
    """A database of its own on a server whose commits are durable."""

    name = "PostgreSQL"

    def __init__(self, server, database):
        self.server = server
        self.database = database
        with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
            for setting in ["fsync", "synchronous_commit", "full_page_writes"]:
                if admin.execute(f"SHOW {setting}").fetchone()[0] != "on":
                    raise SystemExit(f"nl-kill: {setting} is off at {server}; nothing durable can be shown there")
            admin.execute(f"CREATE DATABASE {database}")
        self.flags = ["--database", f"{server}/{database}"]

    def letters(self):
        """address → (state, doubts, attempts)."""
        with psycopg.connect(f"{self.server}/{self.database}") as db:
            return {row[0]: row[1:] for row in db.execute(LETTERS)}

    def cut(self):
        """Ends every connection to the database, as a restart of its server does."""
        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [self.database])
        return True

    def close(self):
        """Drops it, whoever is still connected."""
        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")


class Cluster:
    """A PostgreSQL server of our own, with its defaults for durability."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="inkie-kill-pg.", dir="/tmp")
        # PostgreSQL refuses to run as root.
        self.become = []
        if os.geteuid() == 0:
            shutil.chown(self.folder, pwd.getpwnam("postgres").pw_uid)
            self.become = ["runuser", "-u", "postgres", "--", "env", f"PATH={os.environ['PATH']}"]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.run("initdb", "-D", f"{self.folder}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-instructions")
        options = f"-p {port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=on -c synchronous_commit=on"
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-l", f"{self.folder}/log", "-o", options, "start")
        self.url = f"postgres://postgres@127.0.0.1:{port}"

    def run(self, *words):
        """Runs a program of PostgreSQL as its user."""
        subprocess.run([*self.become, *words], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def processes(self):
        """Its parent process, whose children serve connections, and the one that writes the log behind their backs."""
        parent = int((pathlib.Path(self.folder) / "data/postmaster.pid").read_text().split()[0])
        with psycopg.connect(f"{self.url}/postgres") as admin:
            writers = admin.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'").fetchall()
        return [parent, *(writer[0] for writer in writers)]

    def stop(self):
        """Ends it and takes its files away."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self.run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


class Paper:
    """The program on its data directory; in a run of several nodes each has a directory of its own."""

    def __init__(self, binary, folder, database):
        self.binary = binary
        self.folder = folder
        self.database = database
        # Nothing of whoever runs this reaches the program.
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("INKIE_")}

    def data(self, node):
        """The data directory of a node."""
        return str(self.folder / f"data-{node}")

    async def command(self, *words, node=0):
        """Runs a command; gives what it printed, or None when it was not done."""
        process = await asyncio.create_subprocess_exec(
            self.binary, *words, "--data", self.data(node), *self.database.flags,
            env=self.env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )
        out, self.said = await process.communicate()
        return out.decode() if process.returncode == 0 else None

    async def must(self, *words):
        """Runs a command that has no reason to fail."""
        out = await self.command(*words)
        if out is None:
            raise SystemExit(f"nl-kill: inkie {' '.join(words)}: {self.said.decode()}")
        return out

    async def set_up(self, readers, policy):
        """Makes the paper, with six stories, its readers, and an edition whose hour was five minutes ago."""
        utc = datetime.datetime.now(datetime.timezone.utc)
        # A zone where it is about noon: the edition's hour is never on the other side of midnight.
        offset = 12 - utc.hour
        here = utc + datetime.timedelta(hours=offset)
        # These zones are signed the other way round.
        zone = f"Etc/GMT{-offset:+d}" if offset else "Etc/GMT"
        await self.must(
            "new", "--name", "The Kill Test", "--zone", zone, "--publisher", "Kill Test Press",
            "--postal-address", "1 Example Street, Collingwood", "--email", "desk@paper.example", "--url", "https://paper.example",
        )
        files = []
        for number in range(6):
            file = self.folder / f"story-{number}.md"
            date = (here - datetime.timedelta(hours=1, minutes=number)).strftime("%Y-%m-%d %H:%M")
            head = f'+++\nheadline = "The long way round, part {number}"\ndate = "{date}"\nsection = "news"\nbylines = ["Kit Marlow"]\n+++\n\n'
            file.write_text(head + "\n\n".join([PARAGRAPH * 3] * 6) + "\n")
            files.append(str(file))
        await self.must("import", *files)
        table = self.folder / "readers.csv"
        table.write_text("email\n" + "".join(f"{address(n)}\n" for n in range(readers)))
        await self.must("readers", "import", str(table), "--proof", "made up for the kill test")
        hour = (here - datetime.timedelta(minutes=5)).strftime("%H:%M")
        await self.must("paper", "--set", f"edition-hour={hour}", "--set", f"in-doubt={policy}")

    async def serve(self, node, port, connections, retry, under=()):
        """Starts the server of a node, `under` another program if one is named; it sends the edition by itself."""
        with open(self.folder / f"serve-{node}.log", "ab") as log:
            return await asyncio.create_subprocess_exec(
                *under, self.binary, "serve", "--data", self.data(node), *self.database.flags, "--listen", "127.0.0.1:0",
                "--smtp", f"smtp://127.0.0.1:{port}?connections={connections}", "--smtp-retry", f"{retry}s",
                env=self.env, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
            )

    async def edition(self, node=0):
        """How the edition stands by the program's own count: (state, {state of letters: how many}), or None."""
        out = await self.command("edition", "list", "--json", node=node)
        if not out:
            return None
        told = json.loads(out.splitlines()[0])
        return told["state"], told["letters"]


def address(number):
    """The address of a reader."""
    return f"reader-{number}@example.org"
