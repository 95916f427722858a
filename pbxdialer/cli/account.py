"""``pbxdialer account``: add, list, show, remove and test accounts. Secrets come on standard input only."""

import argparse
import json
import sys
from uuid import uuid4

from pbxdialer.cli.account_file import add_import_to
from pbxdialer.cli.desk import Desk, Everywhere, Subcommands, UsageFault, secrets_from_stdin, variable
from pbxdialer.cli.exit_code import ExitCode
from pbxdialer.core.account import (
    SHORTEST_RING_S,
    Account,
    AuthMode,
    BadAddress,
    Destination,
    DestinationKind,
    Method,
    checked_address,
)
from pbxdialer.core.connection_wording import connection_sentence
from pbxdialer.core.dial_plan import DialPlan, NumberForm
from pbxdialer.core.policy import Policy
from pbxdialer.core.rewrite import BrokenPlan, Rewrite
from pbxdialer.store.account_record import record_of
from pbxdialer.store.policy_in_force import completed
from pbxdialer.store.settings import NameTaken, with_account, without_account

NAMES = ("account",)
_BLANK = Account("", "", "", -1, Destination(DestinationKind.USER, ""))  # what the words say where nobody says anything
_GET_WARNING = "warning: with --method get the signed request stands in the PBX's and every proxy's log files"


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add the command and what it can do."""
    group = commands.add_parser("account", help="the accounts on your PBXs").add_subparsers(
        metavar="add|import|list|show|remove|test", required=True
    )
    _add_words(group.add_parser("add", parents=[everywhere], help="add an account", allow_abbrev=False))
    add_import_to(group, everywhere)
    listing = group.add_parser("list", parents=[everywhere], help="list the accounts")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=_list)
    for name, run, text in (
        ("show", _show, "show one account"),
        ("remove", _remove, "remove an account and its secrets"),
        ("test", _test, "ask the PBX whether it knows the account; rings nobody"),
    ):
        one = group.add_parser(name, parents=[everywhere], help=text)
        one.add_argument("name", metavar="NAME")
        one.add_argument("--json", action="store_true")
        one.set_defaults(run=run)


def _add_words(words: argparse.ArgumentParser) -> None:
    words.add_argument("name", metavar="NAME")
    words.add_argument("--url", default="", help="https://your-pbx")
    words.add_argument("--project", type=int, help="the project's number in the PBX")
    words.add_argument("--type", choices=[kind.value for kind in DestinationKind])
    words.add_argument("--destination", default="", help="who rings first")
    words.add_argument("--auth", choices=[mode.value for mode in AuthMode], default=AuthMode.BODY.value)
    words.add_argument("--method", choices=[method.value for method in Method], default=Method.POST.value)
    words.add_argument("--async", dest="asynchronous", type=int, choices=(0, 1), default=1)
    words.add_argument("--ring-timeout", type=int, default=SHORTEST_RING_S, metavar="SECONDS")
    words.add_argument("--outbound-number", default="")
    words.add_argument("--outbound-trunk", default="")
    words.add_argument("--external-info", default="")
    words.add_argument("--var", dest="variables", action="append", type=variable, default=[], metavar="K=V")
    words.add_argument("--region", default="RO", help="country of the PBX, such as RO")
    words.add_argument("--numbers", choices=[form.value for form in NumberForm], default=NumberForm.AS_TYPED.value)
    words.add_argument("--outside-prefix", default="", help="digits for an outside line")
    words.add_argument("--internal-up-to", type=int, default=4, metavar="DIGITS")
    words.add_argument("--rewrite", action="append", type=variable, default=[], metavar="PATTERN=REPLACEMENT")
    words.add_argument("--proxy", default="", help="system, or http://host:port (default: none)")
    words.add_argument("--ca-file", default="", help="PEM file of your company's certificate issuer")
    words.add_argument("--secrets-from-stdin", action="store_true", help="read the secrets as one JSON object")
    words.set_defaults(run=_add)


def _add(arguments: argparse.Namespace, desk: Desk) -> int:
    account = _account_of(arguments, desk.policy)
    secrets = secrets_from_stdin() if arguments.secrets_from_stdin else None
    try:
        desk.save(with_account(desk.settings, account))
    except NameTaken as taken:
        raise UsageFault(f"there is an account named {taken} already") from taken
    if account.method is Method.GET:
        print(_GET_WARNING, file=sys.stderr)
    print(f"account {account.name} added")
    if secrets is None:
        return ExitCode.DONE
    return ExitCode.DONE if desk.keep_secrets(account.id, secrets) else ExitCode.FAILED


def _account_of(arguments: argparse.Namespace, policy: Policy) -> Account:
    """Return the account the words and, where they say nothing, the administrator describe. Raises UsageFault."""
    account = completed(policy, _as_given(arguments), _BLANK)
    missing = [
        word
        for word, value in (
            ("--url", account.url),
            ("--project", account.project_id >= 0),
            ("--type", arguments.type or _gives(policy, "AccountDestinationKind")),
            ("--destination", account.destination.name),
        )
        if not value
    ]
    if missing:
        raise UsageFault(f"the following arguments are required: {', '.join(missing)}")
    try:
        checked_address(account.url)
        account.dial_plan.check()
    except (BadAddress, BrokenPlan) as error:
        raise UsageFault(str(error)) from error
    return account


def _gives(policy: Policy, name: str) -> bool:
    return any(given.name == name and given.value is not None for given in (*policy.presets, *policy.locks))


def _as_given(arguments: argparse.Namespace) -> Account:
    return Account(
        id=uuid4().hex,
        name=arguments.name,
        url=arguments.url.strip(),
        project_id=-1 if arguments.project is None else arguments.project,
        destination=Destination(DestinationKind(arguments.type or DestinationKind.USER), arguments.destination),
        auth=AuthMode(arguments.auth),
        method=Method(arguments.method),
        dial_plan=DialPlan(
            form=NumberForm(arguments.numbers),
            region=arguments.region.upper(),
            outside_prefix=arguments.outside_prefix,
            internal_up_to=arguments.internal_up_to,
            rewrites=tuple(Rewrite(pattern, replacement) for pattern, replacement in arguments.rewrite),
        ),
        waits_for_agent=arguments.asynchronous == 0,
        ring_timeout_s=arguments.ring_timeout,
        outbound_number=arguments.outbound_number,
        outbound_trunk=arguments.outbound_trunk,
        external_info=arguments.external_info,
        variables=tuple(arguments.variables),
        proxy=arguments.proxy,
        ca_file=arguments.ca_file,
    )


def _list(arguments: argparse.Namespace, desk: Desk) -> int:
    settings = desk.settings
    if arguments.json:
        print(json.dumps({"accounts": [_public(account) for account in settings.accounts]}, ensure_ascii=False))
        return ExitCode.DONE
    for account in settings.accounts:
        sign = "*" if account is settings.current_account else " "
        print(f"{sign} {account.name}  {account.url}  {account.destination.kind}: {account.destination.name}")
    return ExitCode.DONE


def _show(arguments: argparse.Namespace, desk: Desk) -> int:
    account = desk.account(arguments.name)
    if arguments.json:
        print(json.dumps(_public(account), ensure_ascii=False))
    else:
        print("\n".join(f"{name}: {value}" for name, value in _public(account).items()))
    return ExitCode.DONE


def _public(account: Account) -> dict[str, object]:
    """Return an account as scripts read it. It holds no secret: an `Account` has none."""
    return record_of(account)


def _remove(arguments: argparse.Namespace, desk: Desk) -> int:
    account = desk.account(arguments.name)
    desk.save(without_account(desk.settings, account.id))
    print(f"account {account.name} removed")
    return ExitCode.DONE if desk.forget_secrets(account.id) else ExitCode.FAILED


def _test(arguments: argparse.Namespace, desk: Desk) -> int:
    """Ask the PBX whether it knows the account; rings nobody."""
    account = desk.account(arguments.name)
    found = desk.dialer().test_connection(account, desk.secrets(account))
    text = connection_sentence(found, desk.tr)
    verdict = found.failure.code.value if found.failure else "accepted" if found.accepted else "refused"
    if arguments.json:
        print(json.dumps({"account": account.name, "verdict": verdict, "text": text}, ensure_ascii=False))
    else:
        print(text)
    if found.failure:
        return ExitCode.NOT_SENT
    return ExitCode.DONE if found.accepted else ExitCode.REFUSED
