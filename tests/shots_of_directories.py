"""The views of the settings' page about live company directories."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from PySide6.QtWidgets import QWidget

from pbxdialer.app.program import Program
from pbxdialer.core.company_directory import CompanyDirectory, DirectoryKind
from pbxdialer.core.directory_trouble import DirectoryTrouble, Trouble
from pbxdialer.gui.directory_settings import DirectorySettings
from pbxdialer.store.directory_times import LastRead
from tests.waiting import await_condition

_COLLEAGUES = CompanyDirectory(
    uuid4().hex, "Colegi Acme", DirectoryKind.LDAP, "ldaps://directory.acme.example",
    user="cn=reader,dc=acme,dc=example", base="ou=people,dc=acme,dc=example",
    filter="(objectClass=inetOrgPerson)",
)  # fmt: skip
_SUPPLIERS = CompanyDirectory(
    uuid4().hex, "Furnizori", DirectoryKind.CARDDAV, "https://cards.acme.example", user="receptie", interval_min=15
)
_LAST = {
    "Colegi Acme": LastRead(datetime(2026, 11, 24, 8, 30, tzinfo=UTC), 20_143),
    "Furnizori": LastRead(
        datetime(2026, 11, 23, 17, 5, tzinfo=UTC), 312, DirectoryTrouble(Trouble.AWAY, "cards.acme.example")
    ),
}


def _page(chosen: int, act: Callable[[Program, DirectorySettings], None]) -> Callable[[Program], QWidget]:
    def scene(program: Program) -> QWidget:
        program.open_settings()
        window, title = program.settings_window, program.look.tr("Directories")
        assert window is not None
        if program.desks is None:
            window.add_page_later(lambda parent: DirectorySettings(program.look, parent), title)

        def turned() -> bool:
            program._application.processEvents()
            window.turn_to(title)
            return window.findChild(DirectorySettings) is not None

        await_condition(turned, 10, "the page")
        page = window.findChild(DirectorySettings)
        assert isinstance(page, DirectorySettings)
        page.use_directories((_COLLEAGUES, _SUPPLIERS), _LAST)
        page._list.setCurrentRow(chosen)
        act(program, page)
        return window

    return scene


def _found(program: Program, page: DirectorySettings) -> None:
    page.say(
        "✓ "
        + program.look.tr.plural("The server has {n} entry to call.", "The server has {n} entries to call.", 20_143),
        "good",
    )


def _away(program: Program, page: DirectorySettings) -> None:
    page.say("✕ " + DirectoryTrouble(Trouble.AWAY, "cards.acme.example").sentence(program.look.tr), "bad")


SCENES = {
    "directories": _page(0, _found),
    "directories_away": _page(1, _away),
    "directories_new": _page(0, lambda _program, page: page.begin_new()),
}
