"""Does an agent's work through the accessibility bus, as somebody who sees nothing: it knows roles and names only.

    dbus-run-session -- /usr/bin/python3 tests/gui/screen_reader.py PROGRAM WORD…

The system's own Python runs it, with neither Qt nor a line of the program: all it has is what AT-SPI tells. It starts
the program, works in it, and prints what it found as JSON: what was announced, and every control it met without a name.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402 - the version has to be said first

PATIENCE_S = 60.0  # of a computer that has much else to do: nothing here is about speed
_LOOKS_EVERY_MS = 60
_MOST_CHILDREN = 40
_DOWN, _RETURN, _ESCAPE, _F2, _SPACE, _TAB = 0xFF54, 0xFF0D, 0xFF1B, 0xFFBF, 0x20, 0xFF09  # X keysyms
_CONTROLS = {
    "check box", "combo box", "dialog", "entry", "frame", "list", "list item", "menu item", "page tab",
    "password text", "progress bar", "push button", "radio button", "slider", "spin button", "table", "text",
    "toggle button", "tree", "tree table", "tree item",
}  # fmt: skip
_MAY_BE_EMPTY = {"table cell"}
_CALLED = "Ștefan Ionescu · 0720100000: "
_GOES_ON = {"", "Calling…", "Accepted – pick up your phone", "You answered", "Talking"}
_SETTING = "Offer telephone numbers that are copied"
_Found = Atspi.Accessible


class Reader:
    """Finds things by role and name in whatever windows the program shows, and does with them what a person would."""

    def __init__(self, command: list[str]) -> None:
        self.announced: list[str] = []
        self.unnamed: set[str] = set()
        self.met: set[str] = set()
        self.windows: set[str] = set()
        self._loop = GLib.MainContext.default()
        self._listener = Atspi.EventListener.new(self._hear)
        self._listener.register("object:announcement")
        self._menu_items: list[str] = []
        self._stops = 0
        self._eye = Atspi.EventListener.new(lambda event: _unless_gone(lambda: self._see_choice(event)))
        self._eye.register("object:state-changed:focused")
        self.program = subprocess.Popen(command)

    def until(self, holds: Callable[[], object], what: str) -> object:
        """Let events come until `holds` is true, and return what it says."""
        late: list[bool] = []
        timers = [
            GLib.timeout_add(int(PATIENCE_S * 1000), lambda: late.append(True)),
            GLib.timeout_add(_LOOKS_EVERY_MS, lambda: True),
        ]
        try:
            while not (said := _unless_gone(holds)):
                if late or self.program.poll() is not None:
                    raise AssertionError(f"waited in vain for {what}; there are:\n{self._told()}")
                self._loop.iteration(True)
        finally:
            for timer in timers[1:] if late else timers:
                GLib.source_remove(timer)
        return said

    def see(self, role: str, name: str, inside: str = "") -> _Found | None:
        """Return what has this role and is called `name` or begins so, in the window called `inside`, or None."""
        for window in self._windows():
            if inside in ("", window.get_name()):
                for one in _below(window):
                    if one.get_role_name() == role and any(told.startswith(name) for told in _names(one)):
                        return one
        return None

    def await_(self, role: str, name: str, inside: str = "") -> _Found:
        return self.until(lambda: self.see(role, name, inside), f"the {role} {name!r}")

    def press(self, role: str, name: str, inside: str = "") -> None:
        """Press it as soon as it can be pressed."""
        self.until(lambda: (one := self.see(role, name, inside)) and _press(one), f"the {role} {name!r} to be pressed")

    def write(self, name: str, text: str, inside: str = "") -> None:
        line = self.await_("text", name, inside)
        self.until(lambda: Atspi.EditableText.set_text_contents(line, text), f"{name!r} to be written into")

    def choose(self, name: str, choice: str, inside: str = "") -> None:
        """Open a box to choose from, go down to `choice` and say Enter."""
        self.press("combo box", name, inside)
        while choice != (at := self.until(lambda: self._marked(name, inside), f"the choices of {name!r}")):
            self.key(_DOWN)
            self.until(lambda at=at: self._marked(name, inside) not in ("", at), f"a choice below {at!r}")
        self.key(_RETURN)
        self.until(lambda: self.await_("combo box", name, inside).get_name() == choice, f"{choice!r} as the choice")

    def read_menu(self, button: str, inside: str) -> list[str]:
        """Open the menu of a button, go down through it, leave it, and return what is in it.

        A menu stands nowhere in the tree of the windows: it is heard, line by line, as a person hears it. The button's
        own action, ShowMenu, does nothing where Qt opens the menu at once; Space does.
        """
        self.tab_to("push button", button, inside)
        self.key(_SPACE)
        self._menu_items = []
        while len(set(self._menu_items)) == len(self._menu_items):  # until it begins anew
            before = len(self._menu_items)
            self.key(_DOWN)
            self.until(lambda before=before: len(self._menu_items) > before, f"a line of the menu of {button!r}")
        self.key(_ESCAPE)
        return sorted(set(self._menu_items))

    def tab_to(self, role: str, name: str, inside: str) -> None:
        """Press Tab until it has the keyboard: a button with a menu does not take it otherwise."""
        while not _is(self.await_(role, name, inside), "FOCUSED"):
            before = self._stops
            self.key(_TAB)
            self.until(lambda before=before: self._stops > before, f"the next stop on the way to {name!r}")

    def focus(self, role: str, name: str, inside: str = "") -> None:
        one = self.await_(role, name, inside)
        self.until(lambda: Atspi.Component.grab_focus(one) and _is(one, "FOCUSED"), f"the keyboard on {name!r}")

    def key(self, symbol: int) -> None:
        Atspi.generate_keyboard_event(symbol, None, Atspi.KeySynthType.SYM)

    def look_round(self) -> None:
        """Note every control of every window that has no name."""
        for window in self._windows():
            self.windows.add(window.get_name())
            for one in _below(window):
                _unless_gone(lambda one=one, window=window: self._note(one, window))

    def leave(self) -> None:
        self.program.terminate()
        self.program.wait()

    def _marked(self, name: str, inside: str) -> str:
        """Return the choice that is marked in an open box, or nothing."""
        items = [one for one in _below(self.await_("combo box", name, inside)) if one.get_role_name() == "list item"]
        return next((one.get_name() for one in items if _is(one, "SELECTED") and _is(one, "SHOWING")), "")

    def _note(self, one: _Found, window: _Found) -> None:
        role = one.get_role_name()
        if role in _CONTROLS or (_is(one, "FOCUSABLE") and role not in _MAY_BE_EMPTY):
            names = _labels(one) if role == "combo box" else _names(one)
            self.met.add(f"{role} {' '.join(names)}")
            if not any(names):
                self.unnamed.add(f"{role} in “{window.get_name()}”, {_place(one)}")

    def _windows(self) -> Iterator[_Found]:
        desktop = Atspi.get_desktop(0)
        for application in _children(desktop):
            if application.get_process_id() == self.program.pid:
                application.set_cache_mask(Atspi.Cache.NONE)
                yield from (window for window in _children(application) if _is(window, "SHOWING"))

    def _hear(self, event: Atspi.Event) -> None:
        self.announced.append(str(event.any_data))

    def _see_choice(self, event: Atspi.Event) -> None:
        self._stops += event.detail1
        if event.detail1 and event.source.get_role_name() == "menu item":
            self._menu_items.append(event.source.get_name())

    def _told(self) -> str:
        there = [(one.get_role_name(), one.get_name()) for window in self._windows() for one in _below(window)]
        return "\n".join(f"{role}: {name}" for role, name in there if name)


def _unless_gone(ask: Callable[[], object]) -> object:
    """Ask; what has gone in the very moment is not there."""
    try:
        return ask()
    except GLib.Error:
        return None


def _children(one: _Found) -> Iterator[_Found]:
    for place in range(min(one.get_child_count(), _MOST_CHILDREN)):
        child = one.get_child_at_index(place)
        if child is not None:
            yield child


def _below(one: _Found) -> Iterator[_Found]:
    """Yield `one` and all that is in it and shown."""
    yield one
    for child in _children(one):
        if _is(child, "SHOWING"):
            yield from _below(child)


def _is(one: _Found, state: str) -> bool:
    return bool(one.get_state_set().contains(getattr(Atspi.StateType, state)))


def _labels(one: _Found) -> list[str]:
    """Return the names of what stands for it, such as the words before a line."""
    relations = [rel for rel in one.get_relation_set() if rel.get_relation_type() is Atspi.RelationType.LABELLED_BY]
    return [rel.get_target(place).get_name() for rel in relations for place in range(rel.get_n_targets())]


def _names(one: _Found) -> list[str]:
    return [*filter(None, [one.get_name()]), *_labels(one)]


def _place(one: _Found) -> str:
    parents = []
    while (one := one.get_parent()) is not None and one.get_role_name() != "application":
        parents.append(f"{one.get_role_name()} {one.get_name()}".strip())
    return " › ".join(reversed(parents))


def _press(one: _Found) -> bool:
    if not _is(one, "ENABLED"):
        return False
    actions = [Atspi.Action.get_action_name(one, place) for place in range(Atspi.Action.get_n_actions(one))]
    wanted = next((word for word in ("Press", "Toggle") if word in actions), None)
    return wanted is not None and bool(Atspi.Action.do_action(one, actions.index(wanted)))


def work(reader: Reader) -> dict[str, object]:
    """Search, choose a queue, call, hear the outcome, change a contact, change a setting, look into every window."""
    reader.await_("list", "Recent calls", "PBX Dialer")
    reader.look_round()
    reader.write("Name, company or number", "ștefan ion", "PBX Dialer")
    reader.await_("list item", "Ștefan Ionescu, mobile, 0720 100 000", "PBX Dialer")
    reader.choose("Ring first", "Queue", "PBX Dialer")
    reader.write("Ring first: name", "sales-queue", "PBX Dialer")
    reader.look_round()
    reader.press("push button", "Call", "PBX Dialer")
    reader.await_("panel", _CALLED + "Accepted", "PBX Dialer")
    reader.until(lambda: _answered(reader), "a telephone that was answered")
    reader.look_round()
    outcome = reader.until(lambda: _outcome(reader), "the outcome on the card")
    call = reader.until(lambda: _rows(reader, "Recent calls"), "the call among the recent ones")
    reader.focus("text", "Name, company or number", "PBX Dialer")
    menu = reader.read_menu("Contacts", "PBX Dialer")
    company = _change_contact(reader)
    _change_setting(reader)
    _look_into_the_others(reader)
    return {"outcome": outcome, "recent": call, "company": company, "menu": menu}


def _answered(reader: Reader) -> bool:
    """Answer the telephone that rings, which may also do so by itself; True once it is answered."""
    ringing = reader.see("push button", "Answer", "Demo telephones")
    if ringing is not None:
        _press(ringing)
    return reader.see("push button", "Hang up", "Demo telephones") is not None


def _outcome(reader: Reader) -> str:
    """Hang up, where nobody else has; return what the card says of the call once it is over, else nothing."""
    talking = reader.see("push button", "Hang up", "Demo telephones")
    if talking is not None:
        _press(talking)
    card = reader.see("panel", _CALLED, "PBX Dialer")
    said = card.get_name().removeprefix(_CALLED) if card is not None else ""
    return "" if said in _GOES_ON else said


def _rows(reader: Reader, name: str) -> list[str]:
    rows = reader.see("list", name, "PBX Dialer")
    return [one.get_name() for one in _children(rows)] if rows is not None else []


def _change_contact(reader: Reader) -> str:
    reader.focus("text", "Name, company or number", "PBX Dialer")
    reader.key(_F2)
    reader.write("Company", "Heard of SRL", "Ștefan Ionescu")
    reader.look_round()
    reader.press("push button", "Save", "Ștefan Ionescu")
    changed = "Ștefan Ionescu, Heard of SRL, mobile, 0720 100 000"
    reader.await_("list item", changed, "PBX Dialer")
    return changed


def _change_setting(reader: Reader) -> None:
    reader.press("push button", "Settings", "PBX Dialer")
    tabs = reader.until(lambda: _tabs(reader), "the pages of the settings")
    for title in tabs:
        reader.press("page tab", title, "Settings")
        reader.until(lambda title=title: _is(reader.await_("page tab", title, "Settings"), "SELECTED"), f"page {title}")
        reader.until(lambda: _page_is_made(reader), f"what is on page {title}")
        reader.look_round()
    reader.press("page tab", "Program", "Settings")
    assert not _is(reader.await_("check box", _SETTING, "Settings"), "CHECKED"), "it is as it always was"
    reader.press("check box", _SETTING, "Settings")
    _leave_settings(reader)
    reader.press("push button", "Settings", "PBX Dialer")
    reader.press("page tab", "Program", "Settings")
    _leave_settings(reader)


def _leave_settings(reader: Reader) -> None:
    """Leave the settings, once they say that it is changed."""
    reader.until(lambda: _has_tick(reader), f"{_SETTING!r} to be ticked")
    reader.key(_ESCAPE)
    reader.until(lambda: reader.see("page tab", "Program", "Settings") is None, "the settings to close")


def _has_tick(reader: Reader) -> bool:
    box = reader.see("check box", _SETTING, "Settings")
    return box is not None and _is(box, "CHECKED")


def _tabs(reader: Reader) -> list[str]:
    window = reader.see("dialog", "Settings")
    return [one.get_name() for one in _below(window) if one.get_role_name() == "page tab"] if window else []


def _page_is_made(reader: Reader) -> bool:
    window = reader.see("dialog", "Settings")
    return window is not None and any(one.get_role_name() in ("check box", "push button") for one in _below(window))


def _look_into_the_others(reader: Reader) -> None:
    """Open what else there is, each by its button."""
    for button, window in (("All calls…", "All calls"), ("Call later", "Call later")):
        reader.press("push button", button, "PBX Dialer")
        reader.await_("dialog", window)
        reader.look_round()
        reader.key(_ESCAPE)
        reader.until(lambda window=window: reader.see("dialog", window) is None, f"{window!r} to close")


def main(command: list[str]) -> int:
    """Work with the program that `command` starts; print what was found."""
    Atspi.init()
    reader = Reader(command)
    try:
        done = work(reader)
    finally:
        reader.leave()
    met, unnamed = sorted(reader.met), sorted(reader.unnamed)
    found = {"announced": reader.announced, "met": met, "unnamed": unnamed, "windows": sorted(reader.windows)}
    print(json.dumps({**done, **found}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
