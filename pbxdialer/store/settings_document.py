"""The settings file as the JSON object it must be, before anybody asks what stands in it."""

from pathlib import Path

from pbxdialer.store.strict_json import NotJson, object_from

_LONGEST_FILE = 8 * 1024 * 1024


def read_document(path: Path) -> dict[str, object]:
    """Return the file as a JSON object, an empty one where there is no file. Raises NotJson, OSError."""
    try:
        with path.open("rb") as file:
            data = file.read(_LONGEST_FILE + 1)
    except FileNotFoundError:
        return {}
    if len(data) > _LONGEST_FILE:
        raise NotJson("is too long")
    found = object_from(data)
    if not isinstance(found.get("accounts", []), list):
        raise NotJson("holds no list of accounts")
    return found
