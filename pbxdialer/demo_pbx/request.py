"""What exactly did a client send? The bytes as they came, and the fields that PHP would see in them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pbxdialer.demo_pbx.php_form import parse_str

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Fields:
    """The nested fields of a request. Reading one that is not there gives nothing, as an empty PHP array would."""

    tree: Mapping[str, object]

    def text(self, *path: str) -> str:
        """Return the field at `path` as text; ``""`` when it is missing or holds other fields."""
        return _as_text(self._at(path))

    def texts(self, *path: str) -> tuple[str, ...]:
        """Return the list at `path`, a lone value being a list of one; empty values are left out."""
        value = self._at(path)
        texts = map(_as_text, _items(value)) if isinstance(value, Mapping | list) else [_as_text(value)]
        return tuple(text for text in texts if text)

    def group(self, *path: str) -> "Fields":
        """Return the fields below `path`; none when there is no such group."""
        value = self._at(path)
        return Fields(value if isinstance(value, Mapping) else {})

    def groups(self, *path: str) -> tuple["Fields", ...]:
        """Return the groups of fields in the list at `path`."""
        return tuple(Fields(item) for item in _items(self._at(path)) if isinstance(item, Mapping))

    def without(self, name: str) -> "Fields":
        """Return the same fields but for the top-level `name`, in the same order."""
        return Fields({key: value for key, value in self.tree.items() if key != name})

    def _at(self, path: tuple[str, ...]) -> object:
        value: object = self.tree
        for name in path:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """One request. `raw` is the query text of a GET, or the body of a POST; `token` what followed "Bearer"."""

    at: datetime
    method: str
    path: str
    raw: bytes = field(repr=False)
    content_type: str
    token: str | None = field(repr=False)
    fields: Fields = field(repr=False)


def received(
    at: datetime, method: str, target: str, body: bytes, content_type: str, authorization: str
) -> ReceivedRequest:
    """Return the request that these parts make up; nothing in it is believed yet.

    `target` is the address as it stands in the request line. A POST body of any other content type than a form or
    JSON arrives empty, as in PHP.
    """
    path, _, query = target.partition("?")
    raw = query.encode("latin-1", "replace") if method == "GET" else body
    media_type = content_type.partition(";")[0].strip().lower()
    if method == "GET" or media_type == FORM:
        fields = Fields(parse_str(raw))
    elif media_type == JSON:
        fields = Fields(_json_object(raw))
    else:
        fields = Fields({})
    scheme, _, token = authorization.strip().partition(" ")
    return ReceivedRequest(
        at=at,
        method=method,
        path=path,
        raw=raw,
        content_type=media_type,
        token=token.strip() if scheme.lower() == "bearer" else None,
        fields=fields,
    )


def _json_object(body: bytes) -> Mapping[str, object]:
    """Return the JSON object in `body`; whatever is none counts as no fields at all, as PHP's null does."""
    try:
        tree = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return tree if isinstance(tree, dict) else {}


def _items(value: object) -> list[object]:
    match value:
        case Mapping():
            return list(value.values())
        case list():
            return value
        case _:
            return []


def _as_text(value: object) -> str:
    match value:
        case str():
            return value
        case bool() | int():
            return str(int(value))
        case _:
            return ""
