"""A company directory as it stands in the settings file. It has no place for a password."""

import json
import re
from dataclasses import asdict

from pbxdialer.core.company_directory import (
    LONGEST_INTERVAL_MIN,
    SHORTEST_INTERVAL_MIN,
    USUAL_INTERVAL_MIN,
    BadDirectory,
    CompanyDirectory,
    DirectoryKind,
    checked,
)
from pbxdialer.store.strict_json import BadSetting, Record

_ID = re.compile(r"[0-9a-f]{32}")
_ATTRIBUTE = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,99}")
_MOST_ATTRIBUTES = 50


def directory_record_of(directory: CompanyDirectory) -> dict[str, object]:
    """Return `directory` as JSON values."""
    record: dict[str, object] = json.loads(json.dumps(asdict(directory)))
    return record


def directory_from(value: object) -> CompanyDirectory:
    """Return the directory in a JSON value. Raises BadSetting, naming the field that is not as it should be."""
    record = Record(value, "directory")
    directory = CompanyDirectory(
        id=record.matching("id", _ID),
        name=record.text("name", longest=200),
        kind=record.choice("kind", DirectoryKind),
        url=record.text("url"),
        user=record.text("user", ""),
        base=record.text("base", ""),
        filter=record.text("filter", ""),
        attributes=tuple(_attribute(pair) for pair in record.items("attributes", _MOST_ATTRIBUTES)),
        ca_file=record.text("ca_file", ""),
        interval_min=record.number("interval_min", USUAL_INTERVAL_MIN, SHORTEST_INTERVAL_MIN, LONGEST_INTERVAL_MIN),
    )
    try:
        checked(directory)
    except BadDirectory as error:
        raise BadSetting("directory", f"cannot be used: {error}") from error
    return directory


def _attribute(pair: object) -> tuple[str, str]:
    if not isinstance(pair, list) or len(pair) != 2:
        raise BadSetting("directory.attributes", "holds something else than pairs")
    record = Record({"attribute": pair[0], "meaning": pair[1]}, "directory.attributes")
    return record.matching("attribute", _ATTRIBUTE), record.text("meaning", "", longest=200)
