"""``pbxdialer policy``: what the administrator decided for this computer, and the names a policy may use."""

import argparse
import json

from pbxdialer.cli.desk import Desk, Everywhere, Subcommands
from pbxdialer.cli.exit_code import ExitCode
from pbxdialer.core.plain_text import plain
from pbxdialer.core.policy import Given, Policy
from pbxdialer.store.policy_names import PolicySetting, policy_settings

NAMES = ("policy",)


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add the command and what it can do."""
    group = commands.add_parser("policy", help="what the administrator presets and locks").add_subparsers(
        metavar="show | names", required=True
    )
    showing = group.add_parser("show", parents=[everywhere], help="show this computer's policy, and what is broken")
    showing.add_argument("--json", action="store_true")
    showing.set_defaults(run=_show)
    naming = group.add_parser("names", parents=[everywhere], help="list the settings a policy may name")
    naming.add_argument("--json", action="store_true")
    naming.set_defaults(run=_names)


def _show(arguments: argparse.Namespace, desk: Desk) -> int:
    """Show the policy; exit code 1 where something is wrong with it. The faults are told on standard error, too."""
    policy = desk.policy
    if arguments.json:
        print(json.dumps(_as_json(policy), ensure_ascii=False))
    else:
        print("\n".join(_lines(policy)))
    return ExitCode.FAILED if policy.faults else ExitCode.DONE


def _as_json(policy: Policy) -> dict[str, object]:
    return {
        "source": policy.source,
        "reason": policy.reason,
        "locked": {lock.name: _value(lock) for lock in policy.locks},
        "preset": {preset.name: _value(preset) for preset in policy.presets},
        "broken": list(policy.faults),
    }


def _lines(policy: Policy) -> list[str]:
    if not policy.source:
        return ["there is no policy on this computer"]
    lines = [f"policy: {policy.source}"]
    lines += [f"reason: {plain(policy.reason)}"] if policy.reason else []
    lines += [f"broken: {fault}" for fault in policy.faults]
    for word, given in [("locked", lock) for lock in policy.locks] + [("preset", one) for one in policy.presets]:
        value = json.dumps(_value(given), ensure_ascii=False) if given.value is not None else "as it is"
        lines.append(f"{word}: {given.name} = {value}")
    return lines


def _value(given: Given) -> object:
    """Return the value as JSON has it; None for a lock that keeps what is set."""
    from pbxdialer.store.policy_reading import json_value

    return json_value(given.value)


def _names(arguments: argparse.Namespace, _desk: Desk) -> int:
    if arguments.json:
        told = [{"name": one.name, "kind": one.kind.value, "choices": list(one.choices)} for one in policy_settings()]
        print(json.dumps({"settings": told}))
        return ExitCode.DONE
    for setting in policy_settings():
        print(f"{setting.name:30}{_told(setting)}")
    return ExitCode.DONE


def _told(setting: PolicySetting) -> str:
    return " | ".join(setting.choices) or setting.kind.value
