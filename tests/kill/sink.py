"""The next hop: aiosmtpd with an account of everything it was offered, with faults, and with a hand on the sender's life.

It writes recipient, Message-ID and SHA-256 of every letter that it takes to a log, and syncs that, before it says 250. What
it does wrong is drawn from the seed and the recipient's address alone, so that a run can be repeated.
"""

import asyncio
import hashlib
import json
import os
import time
from dataclasses import dataclass
from email.parser import BytesHeaderParser

from aiosmtpd.smtp import SMTP

# The points at which the sink kills the process that talks to it (newsletter.md §5). It sees all of them from outside: the
# program under test has no code for them.
AFTER_CLAIM = "after claim"
AFTER_RCPT = "after RCPT"
AFTER_354 = "after 354"
MID_BODY = "mid-body"
AFTER_DOT = "after the dot, before the reply"
AFTER_250 = "after 250, before the commit"
POINTS = [AFTER_CLAIM, AFTER_RCPT, AFTER_354, MID_BODY, AFTER_DOT, AFTER_250]

# Faults, each with its share of the recipients.
LATER = "451 at RCPT"
CLOSES = "421 and close at RCPT"
DROPS_KEPT = "disconnect at the dot, stored"
DROPS_LOST = "disconnect at the dot, not stored"
NO_MAILBOX = "550 5.1.1 at RCPT"
REFUSED = "550 5.7.1 at the dot"
STALLS = "stall at the dot"
SHARES = {LATER: 0.02, CLOSES: 0.01, DROPS_KEPT: 0.005, DROPS_LOST: 0.005, NO_MAILBOX: 0.005, REFUSED: 0.005, STALLS: 0.0005}


@dataclass(frozen=True)
class Life:
    """One process from its start to its end."""

    node: int
    number: int


@dataclass
class Kept:
    """A letter that was taken."""

    at: float
    life: Life
    address: str
    message_id: str
    sha256: str
    # When 250 was said for it, and whether a stall before that ran its whole course.
    said: float | None = None
    stalled_through: bool = False


@dataclass(frozen=True)
class Begun:
    """A MAIL and a RCPT for one reader."""

    at: float
    life: Life
    address: str


class Faults:
    """Which fault a recipient meets."""

    def __init__(self, seed, stall_share):
        self.seed = seed
        self.shares = {**SHARES, STALLS: stall_share}

    def of(self, address):
        """The fault of an address, or None; the same for the same seed."""
        drawn = int.from_bytes(hashlib.sha256(f"{self.seed} {address}".encode()).digest()[:8]) / 2**64
        for fault, share in self.shares.items():
            if drawn < share:
                return fault
            drawn -= share
        return None


class Sink:
    """The account, and the servers that write it: one port for each process that sends."""

    def __init__(self, folder, faults, stall_seconds, kill):
        self.log = os.open(os.path.join(folder, "sink.jsonl"), os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        self.faults = faults
        self.stall_seconds = stall_seconds
        self.kill = kill
        self.armed = None
        self.lives = {}
        self.kept = []
        self.addresses = set()
        self.begun = []
        self.attempts = {}
        self.refused = {}
        self.dropped = []
        self.first_data = {}
        self.servers = []

    async def listen(self, node):
        """Opens the port of one process; gives its number."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Talk(self, node), "127.0.0.1", 0)
        self.servers.append(server)
        return server.sockets[0].getsockname()[1]

    def close(self):
        """Listens no more."""
        for server in self.servers:
            server.close()
        os.close(self.log)

    def reached(self, point, life):
        """Kills the process of `life` if a kill is wanted at this point of its dialogue."""
        if self.armed == point and self.lives.get(life.node) == life:
            self.armed = None
            self.kill(life.node, point)

    async def keep(self, life, address, content):
        """Takes a letter: it is in the account, synced, when this returns."""
        kept = Kept(time.monotonic(), life, address, str(BytesHeaderParser().parsebytes(content)["Message-ID"]), hashlib.sha256(content).hexdigest())
        line = json.dumps({"to": address, "message_id": kept.message_id, "sha256": kept.sha256, "life": [life.node, life.number]})
        os.write(self.log, line.encode() + b"\n")
        self.kept.append(kept)
        self.addresses.add(address)
        # Beside the loop: the other connections go on while the disk works.
        await asyncio.get_running_loop().run_in_executor(None, os.fsync, self.log)
        return kept


class Talk(SMTP):
    """One connection."""

    def __init__(self, sink, node):
        super().__init__(Hooks(sink), enable_SMTPUTF8=False, decode_data=False, ident="sink")
        self.sink = sink
        self.node = node
        self.life = None
        self.mail_at = 0.0
        self.body_awaited = False
        self.taken = None

    def connection_made(self, transport):
        self.life = self.sink.lives[self.node]
        super().connection_made(transport)

    def data_received(self, data):
        super().data_received(data)
        if self.body_awaited:
            self.body_awaited = False
            self.sink.reached(MID_BODY, self.life)

    async def push(self, status):
        await super().push(status)
        if str(status).startswith("354"):
            self.sink.first_data.setdefault(self.life, time.monotonic())
            self.body_awaited = True
            self.sink.reached(AFTER_354, self.life)
        elif self.taken is not None:
            self.taken.said = time.monotonic()
            self.taken = None
            self.sink.reached(AFTER_250, self.life)

    def hang_up(self):
        """Closes without a word, or after the last one."""
        self.transport.close()
        # aiosmtpd ends a connection's task so; anything else would be answered with 500.
        raise asyncio.CancelledError


class Hooks:
    """What the sink says at each step."""

    def __init__(self, sink):
        self.sink = sink

    async def handle_MAIL(self, talk, session, envelope, address, options):
        talk.mail_at = time.monotonic()
        self.sink.reached(AFTER_CLAIM, talk.life)
        envelope.mail_from = address
        return "250 2.1.0 ok"

    async def handle_RCPT(self, talk, session, envelope, address, options):
        sink = self.sink
        attempt = sink.attempts[address] = sink.attempts.get(address, 0) + 1
        sink.begun.append(Begun(talk.mail_at, talk.life, address))
        sink.reached(AFTER_RCPT, talk.life)
        fault = sink.faults.of(address)
        if fault == NO_MAILBOX:
            sink.refused.setdefault(address, []).append(talk.life)
            return "550 5.1.1 no such mailbox"
        if fault == LATER and attempt == 1:
            return "451 4.7.1 greylisted, come again"
        # Twice: after the first the sender may come back at once over a fresh connection.
        if fault == CLOSES and attempt <= 2:
            await talk.push("421 4.3.2 closing")
            talk.hang_up()
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, talk, session, envelope):
        sink, address = self.sink, envelope.rcpt_tos[0]
        fault = sink.faults.of(address)
        first = sink.attempts[address] == 1
        if fault == REFUSED:
            sink.refused.setdefault(address, []).append(talk.life)
            return "550 5.7.1 refused by policy"
        if fault == DROPS_LOST and first:
            sink.dropped.append(address)
            talk.hang_up()
        kept = await sink.keep(talk.life, address, envelope.original_content)
        sink.reached(AFTER_DOT, talk.life)
        if fault == DROPS_KEPT and first:
            sink.dropped.append(address)
            talk.hang_up()
        if fault == STALLS and first:
            # Stored already: who gives up waiting for the reply and comes again makes a duplicate.
            await asyncio.sleep(sink.stall_seconds)
            kept.stalled_through = True
        talk.taken = kept
        return "250 2.0.0 taken"
