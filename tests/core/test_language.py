"""Source texts are English, as is a language without a catalogue; braces are only filled when asked."""

from pbxdialer.core.language import Language, mark


def test_a_language_without_a_catalogue_speaks_english() -> None:
    assert Language("xx")("Ring first") == "Ring first"


def test_names_are_filled_in() -> None:
    assert Language()("{n} left", n=3) == "3 left"


def test_braces_stay_where_nothing_is_filled_in() -> None:
    assert Language()("{n} left") == "{n} left"


def test_an_empty_text_is_not_the_header_of_the_catalogue() -> None:
    assert Language()("") == ""


def test_the_plural_goes_with_its_number() -> None:
    tr = Language()

    assert tr.plural("{n} call", "{n} calls", 1) == "1 call"
    assert tr.plural("{n} call of {who}", "{n} calls of {who}", 2, who="Ana") == "2 calls of Ana"


def test_marking_changes_nothing() -> None:
    assert mark("Ring first") == "Ring first"
