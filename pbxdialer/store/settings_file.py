"""The settings in one JSON file that a person may read: no secret is ever in it.

The file is replaced whole or not at all. What this version does not understand in it (fields and accounts of a newer
version, an account somebody broke by hand) stays in it as it is when the file is written again.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from pbxdialer.core.account import Account, BadAddress, Destination
from pbxdialer.core.company_directory import CompanyDirectory
from pbxdialer.core.language import mark
from pbxdialer.core.newer_version import checked_announcement_address
from pbxdialer.core.plain_text import plain
from pbxdialer.core.policy import NO_POLICY, Policy
from pbxdialer.store.account_record import account_from, destination_from, record_of, region_from
from pbxdialer.store.directory_record import directory_from, directory_record_of
from pbxdialer.store.first_look import GEOMETRY, LANGUAGE, SCHEME
from pbxdialer.store.paths import Notice
from pbxdialer.store.policy import machine_policy
from pbxdialer.store.settings import Closing, GuestMode, Settings, Theme
from pbxdialer.store.settings_document import read_document
from pbxdialer.store.strict_json import BadSetting, NotJson, Record
from pbxdialer.store.whole_file import set_aside, write_whole
from pbxdialer.store.window_size_record import window_sizes_from

MOST_DESTINATIONS = 10
_HOTKEY = re.compile(r"[ -~]{0,60}")  # what cannot be registered is explained where it was set
_Value = TypeVar("_Value")
_Stranger = tuple[object, BadSetting]

FILE_SET_ASIDE = mark("The settings could not be read and start afresh; the old file was kept as {detail}.")
FILE_UNREADABLE = mark("The settings cannot be read; until they can, nothing is saved: {detail}.")
ACCOUNT_LEFT_OUT = mark("One account was left out; it stays in the settings file as it is: {detail}.")
POLICY_BROKEN = mark(
    "Your administrator's policy is not written as it should be; what it may have locked cannot be changed: {detail}."
)
VALUE_LEFT_OUT = mark("One setting was left out and has its usual value: {detail}.")


class SettingsUnavailable(Exception):
    """The settings file cannot be written just now; the old one is untouched. The message is plain text."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings found, what a person should know about the file they came from, and the policy over them."""

    settings: Settings
    notices: tuple[Notice, ...] = ()
    policy: Policy = NO_POLICY


def load(path: Path, policy: Policy | None = None) -> Loaded:
    """Read the settings at `path`; never raises. What cannot be understood is left out, kept, and noticed.

    `policy` is this computer's own unless given.
    """
    policy = machine_policy() if policy is None else policy
    notices = [Notice(POLICY_BROKEN, f"{policy.source} – {fault}") for fault in policy.faults]
    document: dict[str, object] = {}
    try:
        document = read_document(path)
    except NotJson:
        notices.append(_moved_out_of_the_way(path))
    except OSError as error:
        notices.append(Notice(FILE_UNREADABLE, f"{path} ({error.strerror})"))
    settings, left_out = understood(document)
    notices += [Notice(text, plain(str(error))) for text, error in left_out]
    return Loaded(_under(policy, settings, document), tuple(notices), policy)


def save(path: Path, settings: Settings, policy: Policy | None = None) -> None:
    """Replace the settings at `path`; what the file holds beyond them stays in it.

    Raises SettingsUnavailable when it cannot be written, BadSetting for values that could not be read again (a proxy
    with a password in it, for example), SettingsLocked where `policy` (this computer's own unless given) does not
    allow a change; in all cases nothing was written.
    """
    policy = machine_policy() if policy is None else policy
    for _, error in understood(_document_of(settings))[1]:
        raise error
    try:
        kept = _kept(path)
        whole = _joined(kept, settings)
        if policy is not NO_POLICY:
            from pbxdialer.store.policy_in_force import demand_allowed, without_the_policys

            demand_allowed(policy, _under(policy, understood(kept)[0], kept), settings)
            whole = without_the_policys(policy, whole, kept)
        write_whole(path, json.dumps(whole, ensure_ascii=False, indent=1).encode())
    except OSError as error:
        raise SettingsUnavailable(f"{path} ({error.strerror})") from error


def _under(policy: Policy, settings: Settings, document: Mapping[str, object]) -> Settings:
    """Return the settings of `document` with the policy over them."""
    if policy is NO_POLICY:
        return settings
    from pbxdialer.store.policy_in_force import with_policy

    return with_policy(settings, policy, document)


def _kept(path: Path) -> dict[str, object]:
    """Return what the file holds now; a broken one is moved out of the way first. Raises OSError."""
    try:
        return read_document(path)
    except NotJson:
        set_aside(path, "broken")
        return {}


def _moved_out_of_the_way(path: Path) -> Notice:
    try:
        return Notice(FILE_SET_ASIDE, str(set_aside(path, "broken")))
    except OSError as error:
        return Notice(FILE_UNREADABLE, f"{path} ({error.strerror})")


def _document_of(settings: Settings) -> dict[str, object]:
    document: dict[str, object] = json.loads(json.dumps(asdict(settings)))
    return document


def understood(document: dict[str, object]) -> tuple[Settings, list[tuple[str, BadSetting]]]:
    """Return the settings in `document`, and for everything left out the notice's text and the reason."""
    record, usual = Record(document), Settings()
    accounts, strangers = _accounts(document)
    left_out = [(ACCOUNT_LEFT_OUT, error) for _, error in strangers]
    directories, unknown = _directories(document)
    left_out += [(VALUE_LEFT_OUT, error) for _, error in unknown]

    def read(reading: Callable[[], _Value], otherwise: _Value) -> _Value:
        try:
            return reading()
        except BadSetting as error:
            left_out.append((VALUE_LEFT_OUT, error))
            return otherwise

    settings = Settings(
        accounts=tuple(account for account, _ in accounts.values()),
        current_account_id=read(lambda: record.text("current_account_id", ""), ""),
        language=read(lambda: record.matching("language", LANGUAGE, ""), ""),
        theme=read(lambda: record.choice("theme", Theme, usual.theme), usual.theme),
        region=read(lambda: region_from(record, usual.region), usual.region),
        confirm_guests=read(
            lambda: record.choice("confirm_guests", GuestMode, usual.confirm_guests), usual.confirm_guests
        ),
        watch_clipboard=read(lambda: record.flag("watch_clipboard", usual.watch_clipboard), usual.watch_clipboard),
        palette_hotkey=read(lambda: record.matching("palette_hotkey", _HOTKEY, ""), ""),
        selection_hotkey=read(lambda: record.matching("selection_hotkey", _HOTKEY, ""), ""),
        numbers_in_logs=read(lambda: record.flag("numbers_in_logs", usual.numbers_in_logs), usual.numbers_in_logs),
        watch_phones=read(lambda: record.flag("watch_phones", usual.watch_phones), usual.watch_phones),
        tray=read(lambda: record.flag("tray", usual.tray), usual.tray),
        do_not_disturb=read(lambda: record.flag("do_not_disturb", usual.do_not_disturb), usual.do_not_disturb),
        closing=read(lambda: record.choice("closing", Closing, usual.closing), usual.closing),
        window_geometry=read(lambda: record.matching("window_geometry", GEOMETRY, ""), ""),
        window_sizes=window_sizes_from(document.get("window_sizes")),
        desktop_scheme=read(lambda: record.matching("desktop_scheme", SCHEME, ""), ""),
        last_destinations=read(lambda: _last_destinations(record), ()),
        directories=tuple(directory for directory, _ in directories.values()),
        update_notice=read(lambda: record.flag("update_notice", usual.update_notice), usual.update_notice),
        update_address=read(lambda: _update_address(record), ""),
    )
    return settings, left_out


def _accounts(document: Mapping[str, object]) -> tuple[dict[str, tuple[Account, object]], list[_Stranger]]:
    """Return the accounts of `document` by id, each with the record it came from, and the strangers among them."""
    values = document.get("accounts", [])
    accounts: dict[str, tuple[Account, object]] = {}
    strangers: list[_Stranger] = []
    for value in values if isinstance(values, list) else []:
        try:
            account = account_from(value)
            if account.id in accounts:
                raise BadSetting(account.name, "has the id of another account")
            accounts[account.id] = (account, value)
        except BadSetting as error:
            strangers.append((value, error))
    return accounts, strangers


def _directories(document: Mapping[str, object]) -> tuple[dict[str, tuple[CompanyDirectory, object]], list[_Stranger]]:
    """Return the directories of `document` by id, each with its record, and the strangers among them."""
    values = document.get("directories", [])
    directories: dict[str, tuple[CompanyDirectory, object]] = {}
    strangers: list[_Stranger] = []
    for value in values if isinstance(values, list) else []:
        try:
            directory = directory_from(value)
            directories.setdefault(directory.id, (directory, value))
        except BadSetting as error:
            strangers.append((value, error))
    return directories, strangers


def _update_address(record: Record) -> str:
    address = record.text("update_address", "")
    try:
        return checked_announcement_address(address) if address else ""
    except BadAddress as error:
        raise BadSetting("update_address", f"cannot be used: {error}") from error


def _last_destinations(record: Record) -> tuple[Destination, ...]:
    values = record.items("last_destinations", MOST_DESTINATIONS)
    return tuple(destination_from(Record(value, "last_destinations")) for value in values)


def _joined(kept: dict[str, object], settings: Settings) -> dict[str, object]:
    """Lay `settings` over `kept`: fields and accounts this version does not know stay as they are."""
    before, strangers = _accounts(kept)
    whole = _over(kept, _document_of(settings))
    whole["accounts"] = [
        *(
            _over(before[account.id][1] if account.id in before else {}, record_of(account))
            for account in settings.accounts
        ),
        *(value for value, _ in strangers),
    ]
    known, unknown = _directories(kept)
    whole["directories"] = [
        *(_over(known[one.id][1] if one.id in known else {}, directory_record_of(one)) for one in settings.directories),
        *(value for value, _ in unknown),
    ]
    return whole


def _over(below: object, above: Mapping[str, object]) -> dict[str, object]:
    """Return `above` laid over `below`, object by object; fields only `below` has shine through."""
    joined: dict[str, object] = dict(below) if isinstance(below, dict) else {}
    for name, value in above.items():
        joined[name] = _over(joined.get(name), value) if isinstance(value, dict) else value
    return joined
