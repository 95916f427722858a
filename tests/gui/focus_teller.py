"""Tells what has the keyboard, and what is announced, of every program on the accessibility bus, a line of JSON each.

    /usr/bin/python3 tests/gui/focus_teller.py

The system's own Python runs it, as it does `screen_reader.py`: all it knows is what AT-SPI tells.
"""

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402 - the version has to be said first

_WINDOWS = {"window", "frame", "dialog", "popup menu", "application"}


def tell(kind: str, **more: object) -> None:
    print(json.dumps({"kind": kind, **more}, ensure_ascii=False), flush=True)


def hear(event: Atspi.Event) -> None:
    """Tell of one event; what has gone by now is not there any more."""
    try:
        if event.type.startswith("object:announcement"):
            tell("said", text=str(event.any_data))
        elif event.detail1:
            one = event.source
            one.get_application().set_cache_mask(Atspi.Cache.NONE)  # a button may be called otherwise by now
            tell("focus", role=one.get_role_name(), name=_name(one), window=_window(one), checked=_is_checked(one))
    except GLib.Error:
        pass


def _name(one: Atspi.Accessible) -> str:
    """Return the words before it and its own; a box to choose from is called by its choice."""
    relations = [rel for rel in one.get_relation_set() if rel.get_relation_type() is Atspi.RelationType.LABELLED_BY]
    labels = [rel.get_target(place).get_name() for rel in relations for place in range(rel.get_n_targets())]
    return ": ".join(dict.fromkeys(filter(None, [*labels, one.get_name()])))


def _window(one: Atspi.Accessible) -> str:
    while one is not None and one.get_role_name() not in _WINDOWS:
        one = one.get_parent()
    return one.get_name() if one is not None else ""


def _is_checked(one: Atspi.Accessible) -> bool:
    return bool(one.get_state_set().contains(Atspi.StateType.CHECKED))


if __name__ == "__main__":
    Atspi.init()
    listener = Atspi.EventListener.new(hear)
    for kind in ("object:state-changed:focused", "object:announcement"):
        listener.register(kind)
    tell("ready")
    Atspi.event_main()
    sys.exit(0)
