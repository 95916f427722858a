"""``pbxdialer dial``: one call, one request, one exit code."""

import argparse
import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType

from pbxdialer.cli.desk import Desk, Everywhere, Subcommands, UsageFault, secrets_from_stdin, variable
from pbxdialer.cli.exit_code import exit_code_of
from pbxdialer.core.account import Account, Destination, DestinationKind, Secrets
from pbxdialer.core.call import Call, CallState
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.core.intent import Callee, Intent
from pbxdialer.core.language import Language
from pbxdialer.core.number import NotANumber, PhoneNumber
from pbxdialer.core.wording import call_sentence

NAMES = ("dial",)


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add the command."""
    words = commands.add_parser("dial", parents=[everywhere], help="call a number", allow_abbrev=False)
    words.add_argument("number", metavar="NUMBER")
    words.add_argument("--name", default="", help="the customer's name (default: the number)")
    words.add_argument("--type", choices=[kind.value for kind in DestinationKind], help="what rings first")
    words.add_argument("--destination", help="the user, queue, context … that rings first")
    words.add_argument("--async", dest="asynchronous", type=int, choices=(0, 1), help="0 waits for your phone")
    words.add_argument("--var", dest="variables", action="append", type=variable, default=[], metavar="K=V")
    words.add_argument("--outbound-number", help="the number shown to the customer")
    words.add_argument("--outbound-trunk", help="the provider the call goes through")
    words.add_argument("--external-info", help="free text kept with the call")
    words.add_argument("--account", help="the account's name (default: the current one)")
    words.add_argument(
        "--secrets-from-stdin", action="store_true", help="read the secrets as one JSON object, for this call only"
    )
    words.add_argument("--json", action="store_true", help="print one JSON object per state")
    words.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, desk: Desk) -> int:
    account = _adapted(desk.account(arguments.account), arguments)
    desk.demand_allowed(account)
    intent = _intent(arguments, account)
    call = Call.intended(intent)
    dialer = desk.dialer()
    dialer.prepare(call, account)
    show = _printer(as_json=arguments.json, tr=desk.tr)
    with _stopped_by_signals(lambda: dialer.stop_waiting(call.external_id)):
        try:
            secrets = secrets_from_stdin() if arguments.secrets_from_stdin else _kept_secrets(desk, account)
        except SecretsUnavailable as trouble:
            show(call)
            outcome = dialer.not_placed(call, Failure(FailureCode.KEYRING_UNAVAILABLE, str(trouble)))
        else:
            outcome = dialer.place(call, account, secrets, show)
    show(outcome)
    if not outcome.recorded:
        print("pbxdialer: this call could not be written into the history", file=sys.stderr)
    return exit_code_of(outcome)


class SecretsUnavailable(Exception):
    """The keyring did not hand the secrets out."""


def _kept_secrets(desk: Desk, account: Account) -> Secrets:
    from pbxdialer.store.credentials import KeyringLocked, KeyringUnavailable

    try:
        return desk.credentials().read(account.id)
    except (KeyringLocked, KeyringUnavailable) as trouble:
        raise SecretsUnavailable(str(trouble)) from trouble


def _adapted(account: Account, arguments: argparse.Namespace) -> Account:
    """Return the account with this call's own wishes."""
    wishes = {
        name: value
        for name in ("outbound_number", "outbound_trunk", "external_info")
        if (value := getattr(arguments, name)) is not None
    }
    if arguments.variables:
        wishes["variables"] = tuple({**dict(account.variables), **dict(arguments.variables)}.items())
    if arguments.asynchronous is not None:
        wishes["waits_for_agent"] = arguments.asynchronous == 0
    return replace(account, **wishes)


def _intent(arguments: argparse.Namespace, account: Account) -> Intent:
    kind = DestinationKind(arguments.type) if arguments.type else account.destination.kind
    same_kind = kind is account.destination.kind
    name = arguments.destination if arguments.destination is not None else account.destination.name if same_kind else ""
    if not name.strip():
        raise UsageFault(f"--type {kind} needs a --destination")
    try:
        return Intent.of(Callee(PhoneNumber.typed(arguments.number), arguments.name), Destination(kind, name), account)
    except NotANumber as error:
        offender = f" (because of {error.character!r})" if error.character else ""
        raise UsageFault(f"{arguments.number!r} is no telephone number{offender}") from error
    except ValueError as error:
        raise UsageFault(str(error)) from error


def _printer(*, as_json: bool, tr: Language) -> Callable[[Call], None]:
    def as_objects(call: Call) -> None:
        print(json.dumps(state_of(call, tr), ensure_ascii=False), flush=True)

    def as_sentences(call: Call) -> None:
        sentence = call_sentence(call, tr)
        if call.state is CallState.REQUESTED:
            print(tr("Calling {number} – rings first: {first}", number=call.dial_string, first=call.destination.name))
        else:
            print("\n".join(line for line in (sentence.title, sentence.advice) if line), flush=True)

    return as_objects if as_json else as_sentences


def state_of(call: Call, tr: Language) -> dict[str, object]:
    """Return one state of a call as scripts read it."""
    sentence = call_sentence(call, tr)
    return {
        "external_id": call.external_id,
        "state": call.state.value,
        "messages": list(call.messages),
        "at": call.changed_at.isoformat(),
        "number": call.number,
        "dial_string": call.dial_string,
        "rule": call.rule,
        "destination": {"type": call.destination.kind.value, "name": call.destination.name},
        "failure": call.failure.code.value if call.failure else None,
        "title": sentence.title,
        "advice": sentence.advice,
    }


@contextmanager
def _stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Let Ctrl-C and the end of the session stop the waiting, so that what is known of the call is written down."""

    def handler(_number: int, _frame: FrameType | None) -> None:
        stop()

    ends = [signal.SIGINT, signal.SIGTERM]
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        ends.append(signal.SIGHUP)
    before = {number: signal.signal(number, handler) for number in ends}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
