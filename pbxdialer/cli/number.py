"""``pbxdialer number``: which numbers are found in a text or a link, and what an account would dial for each.

The administrator's tester of a dial plan: it says typed → rule → sent, and calls nobody.
"""

import argparse
import json
from dataclasses import dataclass

from pbxdialer.cli.desk import Desk, Everywhere, Subcommands, UsageFault, complain
from pbxdialer.cli.exit_code import ExitCode
from pbxdialer.core.candidate import Candidate, Found
from pbxdialer.core.dial_plan import DialPlan, DialString
from pbxdialer.core.language import Language
from pbxdialer.core.number import is_known_region
from pbxdialer.core.number_finder import find_in_link, find_typed
from pbxdialer.core.number_kind import kind_when_dialled
from pbxdialer.core.plain_text import plain
from pbxdialer.core.rewrite import BrokenPlan
from pbxdialer.core.wording import kind_warning, refusal_sentence

NAMES = ("number",)


@dataclass(frozen=True, slots=True)
class Traced:
    """A number that was found and what goes out for it."""

    candidate: Candidate
    sent: DialString


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add the command."""
    words = commands.add_parser(
        "number",
        parents=[everywhere],
        help="find numbers in a text and show what would be dialled; calls nobody",
        allow_abbrev=False,
    )
    words.add_argument("text", nargs="+", metavar="TEXT", help="as typed or pasted; put -- before it")
    words.add_argument("--link", action="store_true", help="TEXT is a tel:, callto: or sip: link from outside")
    words.add_argument("--region", metavar="RO", help="country the numbers are read in (default: the account's)")
    words.add_argument("--account", metavar="NAME", help="whose dial plan (default: the current account's)")
    words.add_argument("--json", action="store_true")
    words.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, desk: Desk) -> int:
    plan = _plan(arguments, desk)
    region = (arguments.region or plan.region).upper()
    if not is_known_region(region):
        raise UsageFault(f"there is no country {region}; two letters, such as RO")
    find = find_in_link if arguments.link else find_typed
    found = find(" ".join(arguments.text), region)
    try:
        traces = [Traced(one, plan.dial_string(one.number)) for one in found.candidates]
    except BrokenPlan as fault:
        raise UsageFault(fault.sentence(desk.tr)) from fault
    if arguments.json:
        print(json.dumps(_as_json(traces, found), ensure_ascii=False))
    else:
        for trace in traces:
            print(_line(trace, plan, desk.tr))
        if found.refused:
            complain(refusal_sentence(found.refused, desk.tr))
    return ExitCode.DONE if found.candidates else ExitCode.REFUSED


def _plan(arguments: argparse.Namespace, desk: Desk) -> DialPlan:
    if arguments.account or desk.settings.current_account:
        return desk.account(arguments.account).dial_plan
    return DialPlan(region=(arguments.region or desk.settings.region).upper())


def _as_json(traces: list[Traced], found: Found) -> dict[str, object]:
    refused = found.refused
    return {
        "candidates": [
            {
                "digits": trace.candidate.number.digits,
                "extension": trace.candidate.extension,
                "will_dial": trace.sent.digits,
                "rule": trace.sent.rule.value,
            }
            for trace in traces
        ],
        "refused": {"reason": refused.reason.value, "character": refused.character} if refused else None,
    }


def _line(trace: Traced, plan: DialPlan, tr: Language) -> str:
    """Return ``+40722123456 → national rule → 0722123456``, and what else is to be known."""
    candidate, sent = trace.candidate, trace.sent
    notes = [
        tr("extension {digits}", digits=candidate.extension) if candidate.extension else "",
        tr("valid in {context}", context=plain(candidate.context)) if candidate.context else "",
        kind_warning(kind_when_dialled(candidate.number, plan), tr),
    ]
    line = f"{candidate.number.digits} → {plain(sent.words(tr))} → {sent.digits}"
    return "  ".join([line, *(note for note in notes if note)])
