"""What a soak found: the agents, the PBX's ledger and the journal compared, and whether anything grew."""

import gc
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psutil

from pbxdialer.core.call import CallState
from workshop.soak.agent import Told
from workshop.soak.moody_pbx import Ledger

_SAID_YES = frozenset({CallState.RINGING_AGENT, CallState.IN_CALL})
_SAID_NO = frozenset({CallState.REFUSED, CallState.NOT_ANSWERED})
# The interpreter, malloc and SQLite's page cache (2 MB) settle for a while, and what is asked to be remembered (the
# rows of the soak itself, the ids the dialer has placed) takes its half kilobyte. One reply kept per call is too much.
_SETTLES_MB = 4.0
_REMEMBERED_KB = 1.0


@dataclass(frozen=True, slots=True)
class Resources:
    """What this process holds: resident memory in MB, threads, open file handles."""

    memory_mb: float
    threads: int
    handles: int

    @classmethod
    def held_now(cls) -> "Resources":
        """Measure, with no garbage left."""
        gc.collect()
        process = psutil.Process()
        with process.oneshot():
            return cls(process.memory_info().rss / 2**20, process.num_threads(), process.num_fds())


@dataclass(frozen=True, slots=True)
class Growth:
    """What changed from the warm-up to the end, over `calls` calls."""

    before: Resources
    after: Resources
    calls: int

    @property
    def most_mb(self) -> float:
        """How much the memory may grow."""
        return _SETTLES_MB + self.calls * _REMEMBERED_KB / 1024


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything known at the end; `journal` is external_id → state as read from the disk again."""

    told: Sequence[Told]
    ledger: Ledger
    journal: Mapping[str, CallState]
    growth: Growth

    def doubled(self) -> list[str]:
        """Calls the PBX was asked for more than once, and calls nobody made."""
        placed = {call.external_id for call in self.told}
        return [
            f"{external_id} was asked for {count} times" if external_id in placed else f"nobody placed {external_id}"
            for external_id, count in self.ledger.requests.items()
            if count > 1 or external_id not in placed
        ]

    def lost(self) -> list[str]:
        """Calls without a row, rows that say something else than the agent was told, and rows of nobody's call."""
        placed = {call.external_id for call in self.told}
        differing = [
            f"{call.external_id} ({call.mood.name}): told {call.state}, written {self.journal.get(call.external_id)}"
            for call in self.told
            if self.journal.get(call.external_id) is not call.state
        ]
        return differing + [f"nobody placed {stray}, which is written" for stray in self.journal.keys() - placed]

    def wrong(self) -> list[str]:
        """Calls that were told otherwise than the PBX knows, or than what it did allows."""
        return [
            f"{call.external_id} ({call.mood.name}): told {call.state}, {self.ledger.requests[call.external_id]} heard"
            for call in self.told
            if call.state not in call.mood.outcomes or not self._agrees(call)
        ]

    def grown(self) -> list[str]:
        """What grew beyond its bound."""
        before, after = self.growth.before, self.growth.after
        grown = []
        if after.memory_mb - before.memory_mb > self.growth.most_mb:
            grown.append(f"memory grew from {before.memory_mb:.1f} to {after.memory_mb:.1f} MB")
        if after.threads > before.threads:
            grown.append(f"threads grew from {before.threads} to {after.threads}")
        if after.handles > before.handles:
            grown.append(f"file handles grew from {before.handles} to {after.handles}")
        return grown

    @property
    def complaints(self) -> list[str]:
        """Every bound that was broken, in words; empty when all held."""
        return [*self.doubled(), *self.lost(), *self.wrong(), *self.grown()]

    def table(self) -> str:
        """Return what is printed."""
        lines = [f"  {'what the PBX did':<30}{'calls':>7}  what the agent was told"]
        by_mood: dict[str, Counter[str]] = defaultdict(Counter)
        for call in self.told:
            by_mood[call.mood.name][call.state] += 1
        for mood, states in sorted(by_mood.items(), key=lambda item: -item[1].total()):
            lines.append(f"  {mood:<30}{states.total():>7}  {_counted(states)}")
        lines.append(f"\n  {'outcomes':<30}{len(self.told):>7}  {_counted(Counter(call.state for call in self.told))}")
        lines.append(f"  {'requests heard':<30}{self.ledger.requests.total():>7}")
        for title, found in (("doubled", self.doubled()), ("lost rows", self.lost()), ("wrong outcomes", self.wrong())):
            lines.append(f"  {title:<30}{len(found):>7}  {'✗' if found else '✓'}")
        before, after, bound = self.growth.before, self.growth.after, self.growth.most_mb
        memory = f"{after.memory_mb - before.memory_mb:+.1f} MB of {after.memory_mb:.0f} (at most {bound:+.1f})"
        lines.append(f"  after the first third: memory {memory}, threads {after.threads - before.threads:+d},")
        lines.append(f"  file handles {after.handles - before.handles:+d}  {'✗' if self.grown() else '✓'}")
        return "\n".join(lines)

    def _agrees(self, call: Told) -> bool:
        heard = self.ledger.requests[call.external_id] > 0
        if call.state in _SAID_YES:
            return call.external_id in self.ledger.accepted
        if call.state in _SAID_NO:
            return call.external_id in self.ledger.refused
        return not (heard and call.state is CallState.NOT_SENT)


def _counted(states: Counter[str]) -> str:
    return " · ".join(f"{count} {state}" for state, count in states.most_common())
