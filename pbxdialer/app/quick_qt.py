"""Imports PySide6 without its writer of .pyi files, and without its reading of everybody's source."""

import builtins
import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType, SimpleNamespace

_HOUSE, _WRITER = "shibokensupport.signature.lib", "pyi_generator"


def import_qt() -> None:
    """Import PySide6, once; where its insides are no longer named as here, it is imported whole.

    WORKAROUND shiboken6 6.11: every ``import PySide6`` compiles the tool that writes its stub files, with all of that
    tool's regular expressions, from an archive in memory. It takes 18 of the 80 ms, and no program ever calls it.
    PySide puts imports of its own in front and may keep this one behind them; it then only passes everything on.
    """
    usual = builtins.__import__

    def lean(
        name: str,
        namespace: Mapping[str, object] | None = None,
        local: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType | SimpleNamespace:
        if name == _HOUSE and tuple(fromlist or ()) == (_WRITER,):
            empty = ModuleType(f"{_HOUSE}.{_WRITER}")
            empty.__spec__ = ModuleSpec(empty.__name__, None)
            return SimpleNamespace(**{_WRITER: empty})
        return usual(name, namespace, local, fromlist or (), level)

    setattr(builtins, "__import__", lean)  # noqa: B010 - mypy knows it as a function that stays
    try:
        import PySide6  # noqa: F401
    finally:
        for held in ("__import__", "__orig_import__"):
            if getattr(builtins, held, None) is lean:
                setattr(builtins, held, usual)
    _read_no_source()


def _read_no_source() -> None:
    """Let PySide take every module for one that asks for none of its ``__feature__``s, which nobody does here.

    WORKAROUND shiboken6 6.11: to learn whether a module may ask, it reads the source of whatever is imported from now
    on, and `linecache` keeps all of it (7 MB). Where there are no source files, as in the built program, its answer is
    the one given here.
    """
    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        setattr(feature, "_mod_uses_pyside", lambda _: False)  # noqa: B010 - it comes from no file that mypy knows
