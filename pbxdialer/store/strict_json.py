"""JSON read strictly: every field has a type and a range, and what does not fit is refused by name."""

import json
import re
import unicodedata
from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

LONGEST_TEXT = 4000
_Choice = TypeVar("_Choice", bound=Enum)


class BadSetting(ValueError):
    """A value has the wrong type, or is out of range; `field` names it, `reason` is an English clause."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field} {reason}")
        self.field = field
        self.reason = reason


class NotJson(ValueError):
    """The bytes are not one JSON object that could be written again; the message is an English clause."""


def object_from(data: bytes, *, each_name_once: bool = False) -> dict[str, object]:
    """Parse `data` as one JSON object. Raises NotJson, also for half of one, for NaN and for half characters.

    With `each_name_once` it refuses an object that has a name twice, of which a reader could see either.
    """

    def no_constant(name: str) -> object:
        raise ValueError(name)

    def whole(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise NotJson("has a name twice")
        return found

    try:
        pairs_hook = whole if each_name_once else None
        found = json.loads(data.decode("utf-8-sig"), parse_constant=no_constant, object_pairs_hook=pairs_hook)
        json.dumps(found, ensure_ascii=False).encode()  # a lone surrogate could be read but never written
    except NotJson:
        raise
    except (ValueError, RecursionError) as error:
        raise NotJson(f"is not JSON ({type(error).__name__})") from error
    if not isinstance(found, dict):
        raise NotJson("is not a JSON object")
    return found


class Record:
    """A JSON object read field by field. A field that is absent is its default; without one it is missing."""

    def __init__(self, value: object, name: str = "") -> None:
        """`name` goes before the fields' names in errors. Raises BadSetting where `value` is no object."""
        if not isinstance(value, Mapping):
            raise BadSetting(name, "is no object")
        self._fields: Mapping[str, object] = value
        self._prefix = f"{name}." if name else ""

    def text(self, field: str, default: str | None = None, *, longest: int = LONGEST_TEXT) -> str:
        """Return a text without control characters; one without a default must not be empty either."""
        value = self._value(field, default)
        if not isinstance(value, str):
            raise self._bad(field, "is no text")
        if len(value) > longest:
            raise self._bad(field, f"is longer than {longest} characters")
        if any(unicodedata.category(char) in ("Cc", "Cs") for char in value):
            raise self._bad(field, "holds a control character")
        if default is None and not value.strip():
            raise self._bad(field, "is empty")
        return value

    def matching(self, field: str, pattern: re.Pattern[str], default: str | None = None) -> str:
        """Return a text that matches `pattern` from end to end."""
        text = self.text(field, default)
        if not pattern.fullmatch(text):
            raise self._bad(field, "is not written as it should be")
        return text

    def flag(self, field: str, default: bool) -> bool:
        """Return true or false."""
        value = self._value(field, default)
        if not isinstance(value, bool):
            raise self._bad(field, "is neither true nor false")
        return value

    def number(self, field: str, default: int | None, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`."""
        value = self._value(field, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self._bad(field, f"is no whole number from {low} to {high}")
        return value

    def choice(self, field: str, kind: type[_Choice], default: _Choice | None = None) -> _Choice:
        """Return a member of `kind` by its value."""
        value = self._value(field, default)
        for member in kind:
            if value == member.value:
                return member
        raise self._bad(field, f"is none of {', '.join(str(member.value) for member in kind)}")

    def items(self, field: str, most: int) -> list[object]:
        """Return a list of at most `most` items, empty where it is absent."""
        value = self._value(field, [])
        if not isinstance(value, list) or len(value) > most:
            raise self._bad(field, f"is no list of at most {most}")
        return value

    def record(self, field: str) -> "Record":
        """Return the object in `field`, empty where it is absent."""
        return Record(self._value(field, {}), f"{self._prefix}{field}")

    def _value(self, field: str, default: object) -> object:
        value = self._fields.get(field, default)
        if value is None:
            raise self._bad(field, "is missing")
        return value

    def _bad(self, field: str, reason: str) -> BadSetting:
        return BadSetting(f"{self._prefix}{field}", reason)
