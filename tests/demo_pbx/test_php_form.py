"""`parse_str` against real PHP, and the oddities by name."""

import base64
import json
import shutil
import subprocess
from random import Random

import pytest

from pbxdialer.demo_pbx.php_form import MAX_DEPTH, MAX_VARIABLES, PhpForm, PhpValue, parse_str
from pbxdialer.pbx.php_query import http_build_query

PHP = shutil.which("php")
needs_php = pytest.mark.skipif(PHP is None, reason="NO PHP ON THIS MACHINE: parse_str was compared with nothing")

ODDITIES = {
    b"a[b][c]=1": {"a": {"b": {"c": "1"}}},
    b"a%5Bb%5D=1": {"a": {"b": "1"}},
    b"a[]=1&a[]=2": {"a": {"0": "1", "1": "2"}},
    b"a[7]=1&a[]=2": {"a": {"7": "1", "8": "2"}},
    b"a[08]=1&a[]=2": {"a": {"08": "1", "0": "2"}},
    b"a=1&a=2": {"a": "2"},
    b"a=1&a[b]=2": {"a": {"b": "2"}},
    b"a[b]=2&a=1": {"a": "1"},
    b"b=1&a=2": {"b": "1", "a": "2"},
    b"a.b c=1": {"a_b_c": "1"},
    b"a[b.c d]=1": {"a": {"b.c d": "1"}},
    b"a[b=1": {"a_b": "1"},
    b"a[b][c=1": {"a": {"b": "1"}},
    b"a[b]x[c]=1": {"a": {"b": "1"}},
    b"[a]=1": {},
    b"=1&&a": {"a": ""},
    b" +a=1": {"a": "1"},
    b"a%00b=1": {"a": "1"},
    b"a=x%00y": {"a": "x\0y"},
    b"a[ ]=1&a[ x]=2": {"a": {"0": "1", " x": "2"}},
    b"a=%zz%4&b=%C8%98+%7E": {"a": "%zz%4", "b": "Ș ~"},
}


@pytest.mark.parametrize(("query", "form"), ODDITIES.items())
def test_each_oddity_is_read_as_php_reads_it(query: bytes, form: PhpForm) -> None:
    assert json.dumps(parse_str(query)) == json.dumps(form)


def test_variables_beyond_the_thousandth_are_cut_off_silently() -> None:
    form = parse_str(b"&".join(b"v%d=1" % number for number in range(MAX_VARIABLES + 5)))
    assert len(form) == MAX_VARIABLES
    assert "v999" in form


def test_a_name_that_goes_too_deep_removes_its_whole_variable() -> None:
    assert parse_str(b"a[x]=1&a" + b"[b]" * MAX_DEPTH + b"=1") != {}
    assert parse_str(b"a[x]=1&z=1&a" + b"[b]" * (MAX_DEPTH + 1) + b"=1") == {"z": "1"}


def test_bytes_that_are_not_utf8_can_never_be_signed() -> None:
    with pytest.raises(ValueError, match="half a character"):
        http_build_query(parse_str(b"a=%FF"))


def test_what_http_build_query_writes_comes_back_unchanged() -> None:
    params = {"data": {"name": "Ș ~*()'&=+%[]", "empty": "", "vars": {"A": "1", "B_2": "2"}}, "list": {"0": "x"}}
    assert parse_str(http_build_query(params).encode()) == params


@needs_php
def test_thousands_of_queries_are_read_as_real_php_reads_them() -> None:
    chance = Random(20260105)
    queries = [*ODDITIES, *(_random_query(chance) for _ in range(6000)), _many(1005), _deep(64), _deep(65)]
    for query, read_by_php in zip(queries, _read_by_php(queries), strict=True):
        assert _listed(parse_str(query)) == read_by_php, query


def _random_query(chance: Random) -> bytes:
    pieces = [
        b"a", b"b", b"ab", b"0", b"1", b"7", b"-3", b"007", b"[", b"]", b"[]", b"[a]", b"[b]", b"[0]", b"[ ]",
        b"=", b"=", b"&", b"&", b"+", b"%20", b".", b"_", b"%5B", b"%5D", b"%00", b"%", b"%4", b"%zz", b"%C8%98",
        b"%ff", b"\xc8\x98", b"%3D", b"%26", b";", b"~", b"*", b"\t", b"%09",
    ]  # fmt: skip
    return b"".join(chance.choices(pieces, k=chance.randint(1, 14)))


def _many(count: int) -> bytes:
    return b"&".join(b"v[%d]=1" % number for number in range(count))


def _deep(depth: int) -> bytes:
    return b"a[x]=1&z=2&a" + b"[b]" * depth + b"=1"


def _read_by_php(queries: list[bytes]) -> list[object]:
    script = """
        function listed($array) {
            $pairs = [];
            foreach ($array as $key => $value) {
                $pairs[] = [base64_encode((string)$key), is_array($value) ? listed($value) : base64_encode($value)];
            }
            return $pairs;
        }
        while (($line = fgets(STDIN)) !== false) {
            parse_str(base64_decode($line), $form);
            echo json_encode(listed($form), 0, 1024), "\\n";
        }
    """
    lines = b"\n".join(base64.b64encode(query) for query in queries) + b"\n"
    assert PHP is not None
    # A php.ini may change the limits; -n reads none.
    command = [PHP, "-n", "-d", "display_errors=0", "-r", script]
    done = subprocess.run(command, input=lines, capture_output=True, check=True, timeout=60)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _listed(value: PhpValue) -> object:
    if isinstance(value, dict):
        return [[_in_base64(key), _listed(inner)] for key, inner in value.items()]
    return _in_base64(value)


def _in_base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "surrogateescape")).decode()
