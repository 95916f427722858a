"""Walks through every view of the demo in one style, and prints what is wrong with each; ends with 1 if anything is.

    python -m tests.views_walk light-ro-100 [width of the main window]

A process of its own for each style, because Qt reads the scale once (QT_SCALE_FACTOR).
"""

import os
import sys
import traceback
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from pbxdialer.core.call import CallState
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.gui.main_window import MainWindow
from pbxdialer.gui.tray_panel import TrayPanel
from pbxdialer.store.settings import Theme
from tests import shots_of_long_names
from tests.shots import Style, rest, views
from tests.view_faults import faults
from tests.view_speech import unspoken

_PANEL = 430
_STATES = ("requested", "accepted", "answered", "talking", "ended", "busy", "refused", "not_sent", "unknown")


def main(words: list[str]) -> int:
    """Print one line for each fault, and return 1 if there was one."""
    theme, language, scale = words[0].split("-")
    style = Style(Theme(theme), language, int(scale) // 100)
    width = int(words[1]) if words[1:] else 0
    found, stood = [], dict[str, QRect]()
    for name, view in views(style, width=width, more=shots_of_long_names.SCENES):
        found += [f"{name}: {fault}" for fault in faults(view, language)]
        if isinstance(view, TrayPanel) and view.width() > _PANEL:
            found.append(f"{name}: the panel is {view.width()} wide")
        if _is_of_the_program(view):
            found += [f"{name}: {fault}" for fault in unspoken(view)]
        if isinstance(view, MainWindow):
            if width and view.width() != width:
                found.append(f"{name}: the window is {view.width()} wide, not {width}")
            if name in _STATES:
                found += [f"{name}: {fault}" for fault in _moved(view, stood)]
            if name == _STATES[-1]:
                found += [
                    f"{code}: {fault}" for code in _through_all_failures(view) for fault in _faults_of_card(view, stood)
                ]
    print(*found, sep="\n")
    return 1 if found else 0


def _is_of_the_program(view: QWidget) -> bool:
    """Return False for a sheet that only shows small things side by side."""
    return type(view).__module__.startswith("pbxdialer.")


def _through_all_failures(window: MainWindow) -> Iterator[str]:
    """Bring the card of `window` through every failure there is, once as not sent and once as unknown."""
    call = window.history.calls.calls()[0]
    for code, state in product(FailureCode, (CallState.NOT_SENT, CallState.UNKNOWN)):
        window.card.show_call(replace(call, state=state, failure=Failure(code, "pbx.company.example\nCompany CA")))
        rest(0)
        yield f"{code.name} {state.name}"
    window.card.show_call(call)
    rest()


def _faults_of_card(window: MainWindow, stood: dict[str, QRect]) -> list[str]:
    return [*_moved(window, stood), *(fault for fault in faults(window.card, "en") if fault.startswith("cut off"))]


def _moved(window: MainWindow, stood: dict[str, QRect]) -> list[str]:
    """Return the parts that stand elsewhere than at the first state; whichever is first, `stood` remembers."""
    return [f"moved: {part}" for part, where in _parts(window) if stood.setdefault(part, where) != where]


def _parts(window: MainWindow) -> list[tuple[str, QRect]]:
    """Return where the parts of the window stand that a hand knows without looking."""
    parts: dict[str, QWidget] = {
        "the box": window.box,
        "who rings first": window.picker,
        "Call": window.call_button,
        "the card": window.card,
        "recent calls": window.history,
    }
    return [(name, QRect(part.mapTo(window, part.rect().topLeft()), part.size())) for name, part in parts.items()]


if __name__ == "__main__":
    try:
        code = main(sys.argv[1:])
    except BaseException:
        traceback.print_exc()
        code = 2
    sys.stdout.flush()
    os._exit(code)  # PySide's own ending of what is still open may crash
