"""What does PHP make of a query text? Its ``parse_str``, which also fills ``$_GET`` and ``$_POST``.

Source: ``php_register_variable_ex`` in PHP 8.2's ``main/php_variables.c``; the tests compare it with real PHP.
Left out: names that would become a cookie's ``__Host-`` or ``__Secure-`` are dropped by PHP, and kept here.
"""

import re
from collections.abc import Iterator
from typing import TypeAlias
from urllib.parse import unquote_to_bytes

PhpValue: TypeAlias = "str | dict[str, PhpValue]"
PhpForm: TypeAlias = dict[str, PhpValue]

MAX_VARIABLES = 1000
"""PHP's ``max_input_vars``: whatever comes after is cut off silently."""

MAX_DEPTH = 64
"""PHP's ``max_input_nesting_level``: a deeper name removes the whole variable."""

_WHOLE_NUMBER = re.compile(r"(?:0|-?[1-9][0-9]{0,17})\Z", re.ASCII)
_NOT_IN_NAMES = str.maketrans(" .[", "___")
_BLANK_INDEX = frozenset(["", " ", "\t", "\n", "\v", "\f", "\r"])

_APPEND = None
_Step: TypeAlias = "str | None"


def parse_str(query: bytes) -> PhpForm:
    """Return `query` as PHP reads it: nested arrays as dicts, in order; all values are text.

    Array keys are text here although PHP turns ``"7"`` into the number 7; `http_build_query` writes both alike.
    Bytes that are not UTF-8 become lone surrogates, so that nothing can ever be signed with them.
    """
    form: PhpForm = {}
    pairs = [pair for pair in query.split(b"&") if pair]
    for pair in pairs[:MAX_VARIABLES]:
        name, _, value = pair.partition(b"=")
        path = list(_path_of(_decoded(name)))
        if len(path) > MAX_DEPTH + 1:
            form.pop(path[0] or "", None)
        elif path:
            _put(form, path, _decoded(value))
    return form


def _decoded(text: bytes) -> str:
    return unquote_to_bytes(text.replace(b"+", b" ")).decode("utf-8", "surrogateescape")


def _path_of(name: str) -> Iterator[_Step]:
    """Yield the steps of a name: ``a[b][]`` is ``a``, ``b``, append. Nothing for a name PHP throws away."""
    name = name.partition("\0")[0].lstrip(" ")
    head, bracket, rest = name.partition("[")
    if head and bracket and "]" not in rest:
        # A bracket that is never closed is no index: PHP writes an underscore in its place.
        head, rest = name, ""
    if not head:
        return
    yield head.translate(_NOT_IN_NAMES)
    while "]" in rest:
        index, _, rest = rest.partition("]")
        yield _APPEND if index in _BLANK_INDEX else index
        # Whatever follows a closing bracket, unless it opens the next one, is ignored.
        rest = rest[1:] if rest.startswith("[") else ""


def _put(form: PhpForm, path: list[_Step], value: str) -> None:
    here = form
    for step in path[:-1]:
        key = _next_index(here) if step is _APPEND else step
        inner = here.get(key)
        if not isinstance(inner, dict):
            inner = here[key] = {}
        here = inner
    last = path[-1]
    here[_next_index(here) if last is _APPEND else last] = value


def _next_index(array: PhpForm) -> str:
    numbers = [int(key) for key in array if _WHOLE_NUMBER.match(key)]
    return str(max(numbers) + 1 if numbers else 0)
