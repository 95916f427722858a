"""``pbxdialer demo-pbx``: a PBX on this computer; ``pbxdialer demo-call``: a whole call in the terminal."""

import argparse
import queue
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pbxdialer.cli.desk import Desk, Everywhere, Subcommands, UsageFault
from pbxdialer.cli.exit_code import ExitCode

if TYPE_CHECKING:
    from pbxdialer.demo_pbx import DemoPbx, PhoneEvent
    from pbxdialer.demo_pbx.quirks import Quirks

NAMES = ("demo-pbx", "demo-call")
_SILENCE_S = 30.0


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add both commands."""
    alone = commands.add_parser("demo-pbx", parents=[everywhere], help="run a demo PBX on this computer")
    alone.add_argument("--port", type=int, default=0, help="default: a free one")
    _add_quirks(alone)
    alone.set_defaults(run=_run_pbx)
    call = commands.add_parser("demo-call", parents=[everywhere], help="make one call against a demo PBX, here")
    call.set_defaults(run=_run_call)


def _add_quirks(alone: argparse.ArgumentParser) -> None:
    """Let it be another PBX than the documented one, to see how the dialer gets along with it."""
    odd = alone.add_argument_group("oddities")
    odd.add_argument("--lack", action="append", default=[], metavar="ENDPOINT", help="such as cdr; may be repeated")
    odd.add_argument("--forbid", action="append", default=[], metavar="ENDPOINT")
    odd.add_argument("--slow", action="append", default=[], metavar="ENDPOINT=SECONDS")
    odd.add_argument("--older-rows", action="store_true", help="users-status as the first generation had it")
    odd.add_argument("--capital-records", action="store_true", help="field names of records in capitals")
    odd.add_argument("--numbers-as-text", action="store_true")
    odd.add_argument("--lists-for-maps", action="store_true", help="[] for {}, as PHP prints an empty array")
    odd.add_argument("--records-after", type=float, default=0.0, metavar="SECONDS")


def _quirks(arguments: argparse.Namespace) -> "Quirks":
    from pbxdialer.demo_pbx.quirks import Endpoint, Fault, Quirks

    def endpoint(name: str) -> Endpoint:
        try:
            return Endpoint(name)
        except ValueError:
            raise UsageFault(f"there is no endpoint {name}; there are {', '.join(Endpoint)}") from None

    def slow(text: str) -> tuple[Endpoint, float]:
        name, _, seconds = text.partition("=")
        try:
            return endpoint(name), float(seconds)
        except ValueError:
            raise UsageFault(f"--slow {text}: write it as cdr=10") from None

    faults = {endpoint(name): Fault.MISSING for name in arguments.lack}
    faults |= {endpoint(name): Fault.FORBIDDEN for name in arguments.forbid}
    return Quirks(
        faults=faults,
        slow_s=dict(map(slow, arguments.slow)),
        older_rows=arguments.older_rows,
        upper_case_records=arguments.capital_records,
        numbers_as_strings=arguments.numbers_as_text,
        empty_maps_as_lists=arguments.lists_for_maps,
        record_after_s=arguments.records_after,
    )


def _run_pbx(arguments: argparse.Namespace, _desk: Desk) -> int:
    from pbxdialer.demo_pbx import DemoPbx, run_in_terminal

    pbx = DemoPbx.plausible(quirks=_quirks(arguments))
    try:
        pbx.start(arguments.port)
    except OSError as error:
        raise UsageFault(f"port {arguments.port} cannot be used: {error.strerror}") from error
    with pbx:
        run_in_terminal(pbx)
    return ExitCode.DONE


def _run_call(_arguments: argparse.Namespace, _desk: Desk) -> int:
    """Dial a demo contact, pick up the simulated phones, and say each step."""
    from pbxdialer.core.call import Call
    from pbxdialer.core.intent import Callee, Intent
    from pbxdialer.core.number import PhoneNumber
    from pbxdialer.core.wording import call_sentence
    from pbxdialer.demo import demo_account, demo_secrets
    from pbxdialer.demo_pbx import DemoPbx
    from pbxdialer.directory.demo_contacts import demo_contacts

    contact = demo_contacts()[0]
    with tempfile.TemporaryDirectory(prefix="pbxdialer-demo-") as folder, DemoPbx.plausible() as pbx:
        desk = Desk(Path(folder))
        account = demo_account(pbx.url)
        callee = Callee(PhoneNumber.from_guest(contact.numbers[0].text), contact.name, contact.company)
        call = Call.intended(Intent.of(callee, account.destination, account))
        print(f"demo PBX on {pbx.url}")
        print(f"calling {contact.name}: {call.dial_string}; rings first: {account.destination.name}")
        happened: queue.SimpleQueue[PhoneEvent] = queue.SimpleQueue()
        unwatch = pbx.watch(happened.put)
        outcome = desk.dialer().place(call, account, demo_secrets())
        sentence = call_sentence(outcome, desk.tr)
        print(f"dialer: {sentence.title}. {sentence.advice}", flush=True)
        ended = _picked_up(pbx, happened)
        unwatch()
        desk.close()
    return ExitCode.DONE if ended and outcome.failure is None else ExitCode.FAILED


def _picked_up(pbx: "DemoPbx", happened: "queue.SimpleQueue[PhoneEvent]") -> bool:
    """Pick up the agent's telephone, talk, hang up, and say each step; False where the telephones fall silent."""
    from pbxdialer.demo_pbx import Happening

    act = {Happening.AGENT_RINGING: pbx.answer, Happening.CUSTOMER_ANSWERED: pbx.hang_up}
    while True:
        try:
            event = happened.get(timeout=_SILENCE_S)
        except queue.Empty:
            return False
        end = f" ({event.status})" if event.status else ""
        print(f"phones: {event.user} {event.what}{end}", flush=True)
        if event.what in act:
            act[event.what](event.user)
        if event.what is Happening.CALL_ENDED:
            return True
