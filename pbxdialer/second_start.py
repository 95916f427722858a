"""The first thing every start does: hand its wish to the program that runs already. No Qt, and nothing slow.

The frozen program does it before PyInstaller's Qt hook (resources/installer/early_delivery.py), this one before any
import of the window. Somebody who clicked waits for it: so this module and what it imports do without dataclasses,
platformdirs, pathlib and re, each of which takes as long to import as the hand-over takes (4 to 7 ms, measured).
"""

import os
import sys
import time
from collections.abc import Sequence

from pbxdialer.desktop.handover import (
    DIAL_SELECTION,
    HIDDEN,
    QUICK_DIAL,
    Message,
    NotAMessage,
    Verb,
    deliver,
    is_activation,
    place_of_this_session,
)
from pbxdialer.store.socket_place import socket_of, socket_of_login

QUIT = "--quit"
_SCHEMES = frozenset({"tel", "callto", "sip", "sips"})
_ACCOUNT_SCHEME = "pbxdialer:"  # of links that set up an account (`store/account_link.py`)
_ACCOUNT_FILE = ".pbxdialer"  # the end of the name of a file that does (`store/account_file.py`)
_NEVER_IN_A_LINK = frozenset("\"'`<>\\\x7f")
_OF_A_NUMBER = frozenset("-+0123456789()./ ")
_LONGEST_SELECTION = 500  # characters: a message holds so many, whatever they are
_ENDS_IN_S = 10.0
_LOOK_AGAIN_S = 0.05


def handed_over(words: Sequence[str], data_dir: str | None) -> int | None:
    """Hand over what `words` wish for; the exit code where that was all there is to do, None where nobody listens.

    Where the system starts the program with the session and it runs already, there is nothing to do, or to show.
    """
    if HIDDEN in words:
        return 0 if _somebody_runs(data_dir) else None
    wish = wish_of(words)
    if deliver(_door(data_dir), wish):
        return _ended(data_dir) if wish.verb is Verb.QUIT else 0
    return int(_somebody_runs(data_dir)) if wish.verb is Verb.QUIT else None


def wish_of(words: Sequence[str]) -> Message:
    """Return what the words of the command line wish for.

    One word that is a link offers it, and one that names an account asks about that; anything else only shows the
    window, for it may come from a guest. A selected text too long for any number is cut.
    """
    token = os.environ.get("XDG_ACTIVATION_TOKEN") or os.environ.get("DESKTOP_STARTUP_ID", "")
    token = token if is_activation(token) else ""
    if list(words) == [QUIT]:
        return Message(Verb.QUIT)
    if list(words) == [QUICK_DIAL]:
        return Message(Verb.QUICK_DIAL, activation=token)
    if words[:1] == [DIAL_SELECTION] and len(words) <= 2:
        text = "".join(words[1:]).encode(errors="ignore").decode()
        return Message(Verb.SELECTION, text[:_LONGEST_SELECTION], token)
    try:
        if len(words) == 1 and _is_link(words[0]):
            return Message(Verb.OFFER, words[0], token)
        if len(words) == 1 and (account := account_in_word(words[0])):
            return Message(Verb.ACCOUNT, account, token)
    except NotAMessage:  # too long for any number, or any account
        pass
    return Message(Verb.SHOW, activation=token)


def account_in_word(word: str) -> str:
    """Return the link to an account, or the whole path of an account's file, that `word` is; nothing for anything else.

    A desktop hands a file over by its path, or as ``file:///…``; one on another computer's disk is not fetched.
    """
    if any(one < " " or one == "\x7f" for one in word):
        return ""
    if word[: len(_ACCOUNT_SCHEME)].lower() == _ACCOUNT_SCHEME:
        return word if _NEVER_IN_A_LINK.isdisjoint(word) and " " not in word else ""
    if word.startswith("-") or not word.lower().endswith(_ACCOUNT_FILE):
        return ""
    if word[:5].lower() == "file:":
        from urllib.parse import unquote

        path = unquote(word[7:]) if word[5:8] == "///" else ""
        path = path[1:] if sys.platform == "win32" else path  # file:///C:/…
        is_elsewhere = path[:2].replace("\\", "/") == "//"
        return "" if is_elsewhere or any(one < " " or one == "\x7f" for one in path) else path
    return "" if "://" in word else os.path.abspath(word)  # noqa: PTH100 – for this start's own folder


def _is_link(word: str) -> bool:
    """True for a link as programs hand it on: no blanks, no quotes, no control characters, or blanks among nothing but
    a number's own characters. Whether it holds a number, and which, is read by the program that shows it.
    """
    scheme, _, rest = word.partition(":")
    if scheme.lower() not in _SCHEMES or not rest:
        return False
    is_one_word = _NEVER_IN_A_LINK.isdisjoint(rest) and not any(one.isspace() or one < " " for one in rest)
    return is_one_word or _OF_A_NUMBER.issuperset(rest)


def _door(data_dir: str | None) -> str:
    socket = socket_of(data_dir) if data_dir is not None else socket_of_login()
    if socket is None:
        from pbxdialer.store.paths import places

        socket = str(places(None).socket)
    return place_of_this_session(socket)


def _ended(data_dir: str | None) -> int:
    """Wait for the program to end, for its files may be replaced then; 1 where it does not."""
    end = time.monotonic() + _ENDS_IN_S
    while _somebody_runs(data_dir):
        if time.monotonic() > end:
            print("pbxdialer: it was asked to quit, and still runs", file=sys.stderr)  # noqa: T201 – for the installer
            return 1
        time.sleep(_LOOK_AGAIN_S)
    return 0


def _somebody_runs(data_dir: str | None) -> bool:
    from pathlib import Path

    from pbxdialer.desktop.handover import of_this_session
    from pbxdialer.desktop.process_lock import LockUnavailable, is_held
    from pbxdialer.store.paths import places

    here = places(Path(data_dir) if data_dir is not None else None)
    try:
        return is_held(of_this_session(here.instance_lock))
    except LockUnavailable:
        return False
