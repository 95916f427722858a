"""Every text a person sees is translated: nothing is missing, nothing is left over, every placeholder is there."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from pbxdialer.core.language import Language
from workshop.catalogues import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "resources" / "locale"
_KEYWORDS = {"tr": None, "_tr": None, "mark": None, "plural": (1, 2)}
_PLACE = re.compile(r"\{(\w+)\}")


def _texts_in_the_program() -> set[str]:
    found = extract_from_dir(ROOT / "pbxdialer", keywords=_KEYWORDS)
    texts = {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}
    return texts - {""}


def _catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "pbxdialer.po").open("rb") as file:
        return read_po(file, locale=language)


def _source(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _is_whole(message: Message) -> bool:
    return all([message.string] if isinstance(message.string, str) else message.string)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_none_is_left_over(language: str) -> None:
    catalogue = _catalogue(language)
    translated = {_source(message) for message in catalogue if message.id and _is_whole(message) and not message.fuzzy}
    assert translated == _texts_in_the_program(), "python3 dev.py translations, then translate"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_has_the_places_of_its_source(language: str) -> None:
    for message in _catalogue(language):
        if message.id:
            assert set(_PLACE.findall(str(message.string))) == set(_PLACE.findall(str(message.id))), message.id


def test_the_program_speaks_romanian() -> None:
    tr = Language("ro", LOCALE)
    assert tr("Nobody found for “{text}”.", text="x") == "Nimeni găsit pentru „x”."


def test_what_has_a_catalogue_can_be_chosen() -> None:
    assert Language("en", LOCALE).choices() == tuple(sorted(("en", *LANGUAGES)))
    assert Language().choices() == ("en",)


def test_a_language_without_catalogue_speaks_english() -> None:
    assert Language("xx", LOCALE)("Call") == "Call"
