"""What must hold after a trial: the pass figures of newsletter.md §5, each from what was seen outside the program."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from sink import DROPS_KEPT

FINAL = {"accepted", "failed", "suppressed", "in_doubt"}

# The longest that a process may take from its start to its first DATA, and a letter to be called back, in seconds.
FIRST_DATA_SECONDS = 5.0
CALL_BACK_SECONDS = 1.0


@dataclass(frozen=True)
class Row:
    """One figure."""

    name: str
    wanted: str
    found: str
    held: bool


@dataclass
class Copies:
    """Letters that the sink took, by reader, and those taken more than once."""

    by_address: dict
    repeated: dict

    @classmethod
    def of(cls, seen):
        by_address = defaultdict(list)
        for kept in seen.sink.kept:
            by_address[kept.address].append(kept)
        return cls(dict(by_address), {to: copies for to, copies in by_address.items() if len(copies) > 1})

    def count(self):
        """How many were one too many."""
        return sum(len(copies) - 1 for copies in self.repeated.values())


def rows(seen, scale, policy, nodes):
    """Every figure of a trial."""
    copies = Copies.of(seen)
    found = [whole(seen), *accounted(seen, scale, copies), *duplicates(seen, scale, copies, nodes), *policy_rows(seen, policy, copies)]
    found += [*never_again(seen), first_data(seen), called_back(seen, copies), *sums(seen, scale, copies)]
    if nodes > 1:
        found += [awake(seen), taken_up(seen)]
    return found


def none(name, found, note=""):
    """A figure that must be 0; `found` are the cases, of which some are shown."""
    found = sorted(found)
    shown = f"{len(found)}" + (f" ({', '.join(map(str, found[:3]))} …)" if found else "")
    return Row(name, "0", shown + note, not found)


def whole(seen):
    return none("Trial came to its end", seen.faults)


def accounted(seen, scale, copies):
    """None is forgotten, and what the program says of each letter is what the sink saw."""
    open_ = {to for to, row in seen.letters.items() if row[0] not in FINAL}
    yield none("Readers with no final state", open_ | {f"row {n}" for n in range(len(seen.letters), scale.readers)})
    accepted = {to for to, row in seen.letters.items() if row[0] == "accepted"}
    taken = set(copies.by_address)
    # A letter that was in doubt may have been taken, whatever became of it afterwards.
    doubted = {to for to, row in seen.letters.items() if row[1] > 0}
    wrong = (accepted - taken) | (taken - accepted - doubted)
    note = f"; {len(accepted)} accepted, {len(taken)} in the sink, {len(taken - accepted)} of them listed in doubt"
    yield none("Accepted that the sink has not, or the other way round", wrong, note)


def duplicates(seen, scale, copies, nodes):
    """Second copies come of kills and of faults at the dot, are listed, and are the same to the byte."""
    yield none("Duplicates outside the in-doubt list", {to for to in copies.repeated if seen.letters[to][1] == 0})
    # A database that cuts its connections off is to a process as its own death: the reply is not stored.
    # So is a sleep that is taken for one.
    deaths = len(seen.kills) + nodes * len(seen.cuts) + (seen.slept is not None)
    bound = deaths * scale.connections + len(seen.sink.dropped)
    yield Row(
        "Duplicates in all",
        f"≤ {deaths} × {scale.connections} + {len(seen.sink.dropped)} = {bound}",
        str(copies.count()),
        copies.count() <= bound,
    )
    unlike = {to for to, all_ in copies.repeated.items() if len({(one.message_id, one.sha256) for one in all_}) > 1}
    yield none("Duplicates with other bytes or another Message-ID", unlike)
    ids = Counter(all_[0].message_id for all_ in copies.by_address.values())
    yield none("Message-IDs of two readers", {one for one, times in ids.items() if times > 1})
    stalled = {kept.address for kept in seen.sink.kept if kept.stalled_through and undisturbed(seen, kept)}
    yield Row(
        f"Duplicates from stalls of {scale.stall_seconds:.0f} s",
        "0, of one stall or more",
        f"{len(stalled & set(copies.repeated))}, of {len(stalled)}",
        bool(stalled) and not stalled & set(copies.repeated),
    )


def undisturbed(seen, kept):
    """Whether no kill, sleep or cut of the database kept the reply to a letter from being stored: a second later it is."""
    disturbances = [kill.at for kill in seen.kills if kill.life == kept.life] + seen.cuts
    if seen.slept and seen.slept[0] == kept.life:
        disturbances.append(seen.slept[1])
    return kept.said is not None and not any(kept.at <= at <= kept.said + 1 for at in disturbances)


def policy_rows(seen, policy, copies):
    """What is held is sent no second time, and whatever the sink may have is listed."""
    if policy != "hold":
        return
    yield none("Policy hold: duplicates", set(copies.repeated))
    listed = {to for to, row in seen.letters.items() if row[0] == "in_doubt"}
    accepted = {to for to, row in seen.letters.items() if row[0] == "accepted"}
    dropped = set(seen.sink.dropped)
    missing = (set(copies.by_address) - accepted - listed) | (dropped - accepted - listed)
    yield none("Policy hold: letters that the in-doubt list lacks", missing, f"; {len(listed)} listed")


def never_again(seen):
    """Whatever the database held as final when a process died was not begun again."""
    again = {"accepted": set(), "failed": set()}
    copied = {kept.address: kept.at for kept in seen.sink.kept}
    begun = {one.address: one.at for one in seen.sink.begun}
    for at, stored in seen.stored:
        for to, state in stored.items():
            last = copied if state == "accepted" else begun
            if last.get(to, 0.0) > at:
                again[state].add(to)
    yield none("Second copy after a stored 250", again["accepted"])
    # Refused twice by one process, with no death in between.
    same_life = {to for to, lives in seen.sink.refused.items() if len(lives) > len(set(lives))}
    unstored = {to for to, lives in seen.sink.refused.items() if len(lives) > 1} - same_life - again["failed"]
    note = f"; {len(unstored)} more whose process was killed before it had stored the reply"
    yield none("Second attempt after 5xx", again["failed"] | same_life, note if unstored else "")


def first_data(seen):
    """From the start of a process to its first DATA. One that was killed before counts as far as it came."""
    killed = {kill.life: kill.at for kill in seen.kills}
    waits = []
    for life, started in seen.started.items():
        # The first start of all has the edition to compose and freeze.
        if life.number > 0:
            ended = seen.sink.first_data.get(life) or killed.get(life) or seen.ended
            waits.append(ended - started)
    longest = max(waits, default=0.0)
    middle = sorted(waits)[len(waits) // 2] if waits else 0.0
    return Row(
        "First DATA after a restart", f"≤ {FIRST_DATA_SECONDS:.0f} s", f"{longest:.1f} s at most, {middle:.1f} s in the middle", longest <= FIRST_DATA_SECONDS
    )


def called_back(seen, copies):
    """Nobody who left gets a letter that was begun later than the call-back allows."""
    late = {begun.address for begun in seen.sink.begun if begun.address in seen.left and begun.at > seen.left[begun.address] + CALL_BACK_SECONDS}
    spared = len(set(seen.left) - set(copies.by_address))
    return none(f"Mails begun > {CALL_BACK_SECONDS:.0f} s after their reader left", late, f"; {len(seen.left)} left, {spared} of them before their letter")


def sums(seen, scale, copies):
    """The program's own count holds at every sample, and at the end is what the sink saw."""
    wrong = [sum(sample.values()) for sample in seen.samples if sum(sample.values()) != scale.readers]
    yield none(f"Samples whose counters are not {scale.readers} in all", wrong, f"; of {len(seen.samples)}")
    last = seen.samples[-1] if seen.samples else {}
    states = Counter(row[0] for row in seen.letters.values())
    accepted = {to for to, row in seen.letters.items() if row[0] == "accepted"}
    failed = {to for to, row in seen.letters.items() if row[0] == "failed"}
    wrong = [f"{state}: {last.get(state, 0)}, not {states[state]}" for state in FINAL if last.get(state, 0) != states[state]]
    wrong += sorted(accepted ^ (accepted & set(copies.by_address))) + sorted(failed ^ (failed & set(seen.sink.refused)))
    wrong += sorted({to for to in seen.sink.refused if seen.letters[to][0] == "accepted"})
    told = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in sorted(states.items()))
    yield none("Counters that differ from the sink at the end", wrong, f"; {told}")


def awake(seen):
    """A process that slept until it was held for dead sends on; what it had in hand is others' by then (the rows above)."""
    life, _, at = seen.slept or (None, 0.0, 0.0)
    count = sum(1 for kept in seen.sink.kept if kept.life == life and kept.at > at)
    return Row("Letters sent after waking by a process that was held for dead", "> 0", str(count), count > 0)


def taken_up(seen):
    """The letters of a process that died for good are taken up by the others: it is silent for 60 s, and 15 s later at most they look."""
    waited = seen.ended - seen.orphaned if seen.orphaned else 0.0
    return Row("From a death for good to the last letter", "≤ 60 + 15 s and the rest of the edition", f"{waited:.0f} s", 0 < waited)


def per_kill(seen):
    """For each kill: its point, and how many letters went twice because of it."""
    copies = Copies.of(seen)
    of_life = Counter()
    for all_ in copies.repeated.values():
        for first in all_[:-1]:
            if not (seen.sink.faults.of(first.address) == DROPS_KEPT and first is all_[0]):
                of_life[first.life] += 1
    return [(kill.why, of_life[kill.life]) for kill in seen.kills]
