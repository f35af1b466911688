"""One trial: an edition goes out while its senders are killed and started again and readers leave."""

import asyncio
import contextlib
import random
import signal
import time
from dataclasses import dataclass, field

from paper import address
from sink import POINTS, Faults, Life, Sink

# A process that was not heard of for so long is dead to the others (SILENT_SECONDS in crates/newsroom/src/deliver.rs).
SILENT_SECONDS = 60

# Letters that one connection has in hand (IN_HAND in crates/newsroom/src/deliver/over_smtp.rs): who leaves just ahead of
# the sender is most often among them.
IN_HAND = 32


@dataclass(frozen=True)
class Scale:
    """How large a trial is."""

    readers: int
    connections: int
    kills: int
    stall_seconds: float
    stall_share: float
    # Seconds between two readers who leave.
    leave_every: float
    # Seconds that a letter told 451 waits.
    retry: int
    # After so many seconds a trial that has not ended has failed.
    limit: float


@dataclass(frozen=True)
class Kill:
    """A SIGKILL."""

    at: float
    life: Life
    why: str


@dataclass
class Seen:
    """Everything that was seen from outside; the verdict is made of it alone."""

    sink: Sink
    started: dict = field(default_factory=dict)
    kills: list = field(default_factory=list)
    # When the database cut off all its connections.
    cuts: list = field(default_factory=list)
    # After each kill what the database held: (instant, {address: state}) of the letters that are final.
    stored: list = field(default_factory=list)
    # Letters in each state by the program's own count.
    samples: list = field(default_factory=list)
    # address → when the command that took the reader off had ended.
    left: dict = field(default_factory=dict)
    letters: dict = field(default_factory=dict)
    faults: list = field(default_factory=list)
    seconds: float = 0.0
    # Which process slept, from when to when; when a node died for good; when the edition had been sent.
    slept: tuple | None = None
    orphaned: float = 0.0
    ended: float = 0.0


class Trial:
    """Runs one edition to its end."""

    def __init__(self, paper, scale, seed, nodes):
        self.paper = paper
        self.scale = scale
        self.nodes = nodes
        self.random = random.Random(seed)
        sink = Sink(paper.folder, Faults(seed, scale.stall_share), scale.stall_seconds, self.kill)
        self.seen = Seen(sink)
        self.sink = sink
        self.processes = {}
        self.ports = {}
        self.dying = set()
        self.buried = set()
        # Commands run only beside a server that answers: one that found the directory free would take it.
        self.up = {node: asyncio.Event() for node in range(nodes)}
        self.asking = {node: asyncio.Lock() for node in range(nodes)}
        self.over = asyncio.Event()

    def kill(self, node, why):
        """Kills the process of a node; False when there is none to kill."""
        process = self.processes.get(node)
        if process is None or process.returncode is not None or node in self.dying or self.over.is_set():
            return False
        process.kill()
        self.dying.add(node)
        self.up[node].clear()
        self.seen.kills.append(Kill(time.monotonic(), self.sink.lives[node], why))
        return True

    async def run(self):
        """Gives what was seen."""
        began = time.monotonic()
        for node in range(self.nodes):
            self.ports[node] = await self.sink.listen(node)
        async with asyncio.TaskGroup() as tasks:
            conducting = tasks.create_task(self.conduct())
            helpers = [conducting, tasks.create_task(self.sample()), tasks.create_task(self.let_readers_leave())]
            keepers = [tasks.create_task(self.keep_alive(node)) for node in range(self.nodes)]
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.over.wait(), self.scale.limit)
            if not self.over.is_set():
                self.seen.faults.append(f"the edition was not sent within {self.scale.limit:.0f} s")
            if not conducting.done():
                self.seen.faults.append("the edition was sent before everything was done to it: it needs more readers")
            self.over.set()
            for helper in helpers:
                helper.cancel()
            await self.stop()
            await asyncio.gather(*keepers)
        self.seen.seconds = time.monotonic() - began
        self.seen.letters = await asyncio.to_thread(self.paper.database.letters)
        self.sink.close()
        return self.seen

    async def stop(self):
        """Ends what still runs, in good order."""
        for process in self.processes.values():
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes.values():
            try:
                await asyncio.wait_for(process.wait(), 30)
            except asyncio.TimeoutError:
                self.seen.faults.append("a server did not end within 30 s of SIGTERM")
                process.kill()

    async def keep_alive(self, node):
        """Starts the server of a node, at once again whenever it was killed."""
        number = 0
        while not self.over.is_set():
            life = self.sink.lives[node] = Life(node, number)
            async with self.asking[node]:
                self.dying.discard(node)
                self.seen.started[life] = time.monotonic()
                process = await self.paper.serve(node, self.ports[node], self.scale.connections, self.scale.retry)
                self.processes[node] = process
            answering = asyncio.create_task(self.note_answer(node))
            await process.wait()
            answering.cancel()
            self.up[node].clear()
            if self.over.is_set():
                return
            if node not in self.dying:
                self.seen.faults.append(f"the server of node {node} ended by itself: {process.returncode}")
                self.over.set()
                return
            letters = await asyncio.to_thread(self.paper.database.letters)
            final = {to: row[0] for to, row in letters.items() if row[0] in ("accepted", "failed")}
            self.seen.stored.append((time.monotonic(), final))
            if node in self.buried:
                return
            number += 1

    async def note_answer(self, node):
        """Waits until the server answers commands."""
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_unix_connection(f"{self.paper.data(node)}/inkie.sock")
                writer.close()
                self.up[node].set()
                return
            await asyncio.sleep(0.05)

    async def ask(self, *words):
        """Runs a command beside the server of node 0, which always comes back."""
        await self.up[0].wait()
        async with self.asking[0]:
            return await self.paper.command(*words) if self.up[0].is_set() else None

    async def conduct(self):
        """Kills at the points that are forced and at instants that are drawn, over the first seven tenths of the letters."""
        scale = self.scale
        whys = POINTS + [None] * (scale.kills - len(POINTS))
        self.random.shuffle(whys)
        thresholds = sorted(self.random.uniform(0.01, 0.7) * scale.readers for _ in whys)
        for number, (threshold, why) in enumerate(zip(thresholds, whys, strict=True)):
            await self.taken(threshold)
            if self.nodes > 1 and number == scale.kills // 2:
                await self.sleep_and_wake(self.nodes - 1)
            if why is None:
                await asyncio.sleep(self.random.uniform(0, 0.05))
                while not self.kill(self.random.randrange(self.nodes), "at random"):
                    await asyncio.sleep(0.01)
                continue
            self.sink.armed = why
            while self.sink.armed is not None:
                await asyncio.sleep(0.01)
        # With no kill after them: whatever a cut leaves undone, the process that lives must take up again.
        for threshold in (0.73, 0.76):
            await self.taken(threshold * scale.readers)
            at = time.monotonic()
            if await asyncio.to_thread(self.paper.database.cut):
                self.seen.cuts.append(at)
        if self.nodes > 1:
            await self.taken(0.8 * scale.readers)
            self.buried.add(self.nodes - 1)
            while not self.kill(self.nodes - 1, "for good"):
                await asyncio.sleep(0.01)
            self.seen.orphaned = time.monotonic()

    async def sleep_and_wake(self, node):
        """Stops a process until the others hold it for dead and one that starts has buried it; then it goes on, knowing nothing."""
        while node in self.dying or self.processes[node].returncode is not None:
            await asyncio.sleep(0.01)
        asleep = self.processes[node]
        began = time.monotonic()
        asleep.send_signal(signal.SIGSTOP)
        # Nobody else is to kill it.
        self.dying.add(node)
        await asyncio.sleep(SILENT_SECONDS + 1)
        while not self.kill(0, "beside one that sleeps"):
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        await self.up[0].wait()
        asleep.send_signal(signal.SIGCONT)
        self.seen.slept = (self.sink.lives[node], began, time.monotonic())
        # It says that it lives every fifteen seconds.
        await asyncio.sleep(20)
        self.dying.discard(node)

    async def taken(self, count):
        """Waits until so many readers have their letter."""
        while len(self.sink.addresses) < count:
            await asyncio.sleep(0.01)

    async def sample(self):
        """Asks the program for its count, until it says that the edition has been sent."""
        while True:
            await self.up[0].wait()
            async with self.asking[0]:
                told = await self.paper.edition() if self.up[0].is_set() else None
            # Before all rows are written there is no sum to hold.
            if told is not None and told[0] in ("sending", "sent"):
                self.seen.samples.append(told[1])
                if told[0] == "sent":
                    self.seen.ended = time.monotonic()
                    self.over.set()
                    return
            await asyncio.sleep(0.5)

    async def let_readers_leave(self):
        """Takes readers off while their letters wait or are in hand."""
        while True:
            await asyncio.sleep(self.scale.leave_every)
            if not self.seen.samples:
                continue
            in_hand = self.scale.connections * IN_HAND
            ahead = self.random.choice([self.random.randrange(1, in_hand), self.random.randrange(in_hand, in_hand + self.scale.readers // 10)])
            front = max((int(begun.address.split("@")[0].removeprefix("reader-")) for begun in self.sink.begun[-50:]), default=0)
            if front + ahead >= self.scale.readers:
                continue
            to = address(front + ahead)
            while await self.ask("readers", "suppress", to, "--reason", "asked by telephone") is None:
                await asyncio.sleep(0.1)
            self.seen.left[to] = time.monotonic()
