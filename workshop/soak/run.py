"""The soak itself: agents side by side, each with a PBX of its own, one journal on disk for all."""

import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from itertools import chain
from pathlib import Path
from queue import Empty, SimpleQueue

from pbxdialer.core.call import CallState
from pbxdialer.opening import open_journal
from pbxdialer.pbx.client import PbxClient
from pbxdialer.store.paths import Places, places
from tests.tls_authority import TlsAuthority
from workshop.soak.agent import Agent, Told
from workshop.soak.findings import Findings, Growth, Resources
from workshop.soak.moods import Planned
from workshop.soak.moody_pbx import Ledger, MoodyPbx

_AGENTS = 4
_REGION = "RO"


def soak(calls: Sequence[Planned], client: PbxClient) -> Findings:
    """Place `calls` through real dialers that share `client`, and compare what everybody knows of them."""
    warm_up, rest = calls[: len(calls) // 3], calls[len(calls) // 3 :]
    ledger = Ledger()
    with ExitStack() as cleaning:
        folder = Path(cleaning.enter_context(tempfile.TemporaryDirectory(prefix="soak-")))
        where = places(folder / "profile")
        where.prepare()
        authority = TlsAuthority(folder)
        greeting = authority.server()
        with ExitStack() as office:
            journal = office.enter_context(closing(open_journal(where, _REGION))).history
            pbxs = [office.enter_context(MoodyPbx(greeting, ledger)) for _ in range(_AGENTS)]
            agents = [Agent(client, journal, pbx, authority.ca_file) for pbx in pbxs]
            told = _shift(agents, warm_up)
            before = Resources.held_now()
            told += _shift(agents, rest)
            after = Resources.held_now()
        return Findings(told, ledger, _written(where, len(calls)), Growth(before, after, len(rest)))


def _shift(agents: Sequence[Agent], calls: Sequence[Planned]) -> list[Told]:
    """Have the agents share out `calls`; return what they were told when the last one is done."""
    waiting: SimpleQueue[Planned] = SimpleQueue()
    for planned in calls:
        waiting.put(planned)

    def work(agent: Agent) -> list[Told]:
        told: list[Told] = []
        while True:
            try:
                planned = waiting.get_nowait()
            except Empty:
                return told
            told.append(agent.call(planned))

    with ThreadPoolExecutor(len(agents)) as pool:
        return list(chain.from_iterable(pool.map(work, agents)))


def _written(where: Places, calls: int) -> dict[str, CallState]:
    """Read the journal from the disk as the next start of the program would."""
    with closing(open_journal(where, _REGION)) as opened:
        return {call.external_id: call.state for call in opened.history.recent(calls + 1)}
