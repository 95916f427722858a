"""What the agent has set, as values, and what can be done to them. The file they live in is `settings_file`."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from pbxdialer.core.account import Account, Destination
from pbxdialer.core.company_directory import CompanyDirectory
from pbxdialer.core.window_size import WindowSize


class NameTaken(ValueError):
    """Another account has this name already; the message is the name."""


class Theme(StrEnum):
    """How the window looks."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class GuestMode(StrEnum):
    """How a number offered by a link or another program is confirmed."""

    ASK = "ask"
    COUNTDOWN = "countdown"


class Closing(StrEnum):
    """What closing the window means. KEEP keeps the program running, in the tray or as a minimised window."""

    ASK = "ask"
    QUIT = "quit"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the agent has set.

    `language` is a two- or three-letter code, ``""`` for the system's; `region` the ISO country numbers are read in;
    `palette_hotkey` and `selection_hotkey` are key combinations such as ``Ctrl+Alt+D``, empty for none;
    `watch_phones` lets the program ask the PBX what the telephones do; `tray` puts an icon into the tray;
    `do_not_disturb` keeps notifications back; `window_geometry` is the record of a `WindowPlace`, `window_sizes` are
    those of the other windows, `last_destinations` who rang first lately, newest first; `desktop_scheme` is the theme
    the desktop wished for last, ``""`` where it was as its colours say; `update_notice` tells of a newer version where
    `update_address`, an https address or ``""``, announces one.
    """

    accounts: tuple[Account, ...] = ()
    current_account_id: str = ""
    language: str = ""
    theme: Theme = Theme.SYSTEM
    region: str = "RO"
    confirm_guests: GuestMode = GuestMode.ASK
    watch_clipboard: bool = False
    palette_hotkey: str = ""
    selection_hotkey: str = ""
    numbers_in_logs: bool = False
    watch_phones: bool = True
    tray: bool = True
    do_not_disturb: bool = False
    closing: Closing = Closing.ASK
    window_geometry: str = ""
    window_sizes: tuple[WindowSize, ...] = ()
    last_destinations: tuple[Destination, ...] = field(default=())
    desktop_scheme: str = ""
    directories: tuple[CompanyDirectory, ...] = ()
    update_notice: bool = True
    update_address: str = ""

    @property
    def current_account(self) -> Account | None:
        """The account calls go through, or None where there is no account yet."""
        chosen = (account for account in self.accounts if account.id == self.current_account_id)
        return next(chosen, self.accounts[0] if self.accounts else None)

    @property
    def colours(self) -> str:
        """The theme to show: the agent's, or the one the desktop wished for last where it decides."""
        return self.desktop_scheme if self.theme is Theme.SYSTEM and self.desktop_scheme else self.theme


def account_named(settings: Settings, name: str) -> Account | None:
    """Return the account of this name, upper or lower case, or None."""
    wanted = name.casefold()
    return next((account for account in settings.accounts if account.name.casefold() == wanted), None)


def with_account(settings: Settings, account: Account) -> Settings:
    """Return the settings with `account` added, or put in place of the one with its id. Raises NameTaken.

    The first account becomes the current one.
    """
    namesake = account_named(settings, account.name)
    if namesake is not None and namesake.id != account.id:
        raise NameTaken(account.name)
    known = [other.id for other in settings.accounts]
    accounts = tuple(account if other.id == account.id else other for other in settings.accounts)
    return replace(
        settings,
        accounts=accounts if account.id in known else (*accounts, account),
        current_account_id=settings.current_account_id or account.id,
    )


def with_directory(settings: Settings, directory: CompanyDirectory) -> Settings:
    """Return the settings with `directory` added, or put in place of the one with its id. Raises NameTaken."""
    others = [other for other in settings.directories if other.id != directory.id]
    if any(other.name.casefold() == directory.name.casefold() for other in others):
        raise NameTaken(directory.name)
    known = {other.id: other for other in settings.directories} | {directory.id: directory}
    return replace(settings, directories=tuple(known.values()))


def without_directory(settings: Settings, directory_id: str) -> Settings:
    """Return the settings without that directory."""
    return replace(settings, directories=tuple(one for one in settings.directories if one.id != directory_id))


def without_account(settings: Settings, account_id: str) -> Settings:
    """Return the settings without that account; if it was the current one, the first that is left becomes it."""
    accounts = tuple(account for account in settings.accounts if account.id != account_id)
    first = accounts[0].id if accounts else ""
    current = first if settings.current_account_id == account_id else settings.current_account_id
    return replace(settings, accounts=accounts, current_account_id=current)
