"""Search as an agent types, and the proof that the quick search finds what the slow oracle finds."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pbxdialer.core.contact import Contact, LabelledNumber, Origin, OriginKind
from pbxdialer.directory.fold import spellings, words
from pbxdialer.directory.lines import plain_find, quick_find, sliced
from pbxdialer.directory.match import Match, MatchKind
from pbxdialer.directory.search import Directory
from pbxdialer.directory.spelling import Speller
from tests.directory import multilingual, oracle


def contact(name: str, *numbers: str, company: str = "", favourite: bool = False) -> Contact:
    labelled = tuple(LabelledNumber("mobile", number) for number in numbers)
    return Contact(name, company, numbers=labelled, favourite=favourite)


STEFAN = contact("Ștefan Ionescu", "0722 123 456", company="Acme SRL")
MULLER = contact("Jürgen Müller", "+49 30 901820", company="Müller & Söhne GmbH")
OBRIEN = contact("Seán O'Brien", "+44 20 7946 0123")
ANA = contact("Ana-Maria Popescu", "021 312 34 56", "0744 000 111", company="Grădina Verde")
ANDREI = contact("Andrei Vișan", "+40 722 987 654", "101", company="Studio 54")
PEOPLE = (STEFAN, MULLER, OBRIEN, ANA, ANDREI)


@pytest.fixture(scope="module")
def people() -> Directory:
    return Directory.of(PEOPLE, "RO")


def names(matches: tuple[Match, ...]) -> list[str]:
    return [match.contact.name for match in matches]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stefan", STEFAN), ("Ștefan", STEFAN), ("ștefan", STEFAN), ("şTEFAN", STEFAN), ("iones", STEFAN),
        ("ionescu ștef", STEFAN), ("acme ste", STEFAN), ("mull", MULLER), ("muell", MULLER), ("Müll", MULLER),
        ("soehne", MULLER), ("sohne", MULLER), ("obrien", OBRIEN), ("o'brien", OBRIEN), ("o’brien", OBRIEN),
        ("sean o b", OBRIEN), ("gradina pop", ANA), ("anamaria", None), ("ana maria", ANA), ("studio 54", ANDREI),
        ("cescu", None), ("opescu", ANA), ("@", None), ("", None), ("   ", None), ("+", None), ("xyzw", None),
    ],
)  # fmt: skip
def test_names_are_found_in_any_spelling(people: Directory, query: str, found: Contact | None) -> None:
    assert [match.contact for match in people.search(query)] == ([found] if found else [])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("0722", [ANDREI, STEFAN]), ("+40722", [ANDREI, STEFAN]), ("0040722", [ANDREI, STEFAN]),
        ("722 123", [STEFAN]), ("722123", [STEFAN]), ("0722 123 456", [STEFAN]), ("0040 722 123 456", [STEFAN]),
        ("0722-123.456", [STEFAN]), ("3456", [ANA, STEFAN]), ("456", [ANA, STEFAN]), ("4930", [MULLER]),
        ("0049 30", [MULLER]), ("101", [ANDREI]), ("ana 0744", [ANA]), ("ana 111 000", [ANA]), ("54 722", [ANDREI]),
        ("0799", []), ("²", [ANA, ANDREI, MULLER, OBRIEN, STEFAN]),
    ],
)  # fmt: skip
def test_digits_are_found_in_any_form(people: Directory, query: str, found: list[Contact]) -> None:
    matches = people.search(query)
    assert sorted(names(matches)) == sorted(each.name for each in found), matches


@pytest.mark.parametrize("query", ["ionecsu", "ionscu", "ionnescu", "iomescu", "xonescu", "ionesku", "stefam ion"])
def test_one_typo_is_forgiven_when_nothing_else_matches(people: Directory, query: str) -> None:
    matches = people.search(query)
    assert names(matches) == ["Ștefan Ionescu"]
    assert matches[0].kind is MatchKind.TYPO


@pytest.mark.parametrize("query", ["ioncsu", "ano", "0722123457", "iomescu stefam", "072212345x"])
def test_two_typos_short_words_and_numbers_are_not_guessed(people: Directory, query: str) -> None:
    assert people.search(query) == ()


def test_everybody_whom_one_edit_finds_stands_in_the_order_of_names() -> None:
    directory = Directory.of([contact("Zoe Maren"), contact("Bob Marin"), contact("Ada Maren")], "RO")
    assert names(directory.search("marxn")) == ["Ada Maren", "Bob Marin", "Zoe Maren"]


def test_a_typo_never_turns_letters_into_a_number() -> None:
    directory = Directory.of([contact("Ada", company="3456seven"), contact("Bob", "3456")], "RO")
    assert directory.search("345z6") == ()


def test_vowel_signs_do_not_cut_words_apart() -> None:
    assert words("गीता शर्मा") == ("गत", "शरम")


def test_the_kind_of_match_comes_first_and_then_the_name() -> None:
    directory = Directory.of(
        [
            contact("Barbara Cibian"),
            contact("Bianca Pop"),
            contact("Popa Bianca"),
            contact("Zoe", company="Bia SRL"),
            contact("Bia"),
        ],
        "RO",
    )
    found = directory.search("bia")
    assert names(found) == ["Bia", "Bianca Pop", "Popa Bianca", "Zoe", "Barbara Cibian"]
    assert [match.kind for match in found] == [0, 0, 1, 1, 2]


def test_those_who_are_called_often_and_lately_come_first() -> None:
    people = [contact(f"Ana {letter}", f"072212345{place}") for place, letter in enumerate("ABCDE")]
    lately, long_ago = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 1, 5, tzinfo=UTC)
    calls = {
        "+40722123452": (3, lately),
        "+40722123454": (40, long_ago),
        "+40722123453": (9, lately),
        "*43": (1, lately),
    }
    directory = Directory.of(people, "RO", calls=calls)
    assert names(directory.search("ana")) == ["Ana D", "Ana C", "Ana E", "Ana A", "Ana B"]
    assert names(directory.search("a")) == ["Ana D", "Ana C", "Ana E", "Ana A", "Ana B"]
    assert names(directory.search("na")) == ["Ana D", "Ana C", "Ana E", "Ana A", "Ana B"]
    assert names(directory.search("aana")) == ["Ana D", "Ana C", "Ana E", "Ana A", "Ana B"]


def test_digits_in_a_company_name_are_nobodys_number() -> None:
    people = [contact("Ana", "101"), contact("Ana Zoe", company="101 Studio")]
    directory = Directory.of(people, "RO", calls={"101": (1, datetime(2026, 11, 23, tzinfo=UTC))})
    assert names(directory.suggestions()) == ["Ana"]


def test_a_new_call_reorders_a_new_directory_and_leaves_the_old_one() -> None:
    before = Directory.of([contact("Ana A", "0722123450"), contact("Ana B", "+40 722 123 451")], "RO")
    after = before.with_calls({"+40722123451": (1, datetime(2026, 11, 23, tzinfo=UTC))})
    assert names(before.search("ana")) == ["Ana A", "Ana B"]
    assert names(after.search("ana")) == ["Ana B", "Ana A"]


def test_favourites_and_then_the_called_are_suggested() -> None:
    people = [
        contact("Zoe", favourite=True),
        contact("Ana", "0722123450"),
        contact("Ion"),
        contact("Bob", favourite=True),
    ]
    directory = Directory.of(people, "RO", calls={"+40722123450": (1, datetime(2026, 11, 23, tzinfo=UTC))})
    assert names(directory.suggestions()) == ["Zoe", "Bob", "Ana"]
    assert names(directory.suggestions(limit=2)) == ["Zoe", "Bob"]
    assert directory.suggestions()[2].number_ranges == ((),)


def test_at_most_the_asked_number_is_returned() -> None:
    directory = Directory.of([contact(f"Ana {place:03}") for place in range(500)], "RO")
    assert names(directory.search("ana")) == [f"Ana {place:03}" for place in range(50)]
    assert len(directory.search("ana", limit=7)) == 7
    assert len(directory) == 500


def test_everything_of_a_contact_comes_back() -> None:
    whole = Contact(
        "Ștefan\u0000\n", 'A"B', "s@example.com", (LabelledNumber("acasă", "0722"), LabelledNumber("", "x")),
        note="late\x1f\x1b1\ud800", favourite=True, id=77, groups=("A", "B"),
        origin=Origin(OriginKind.IMPORT, "x", "\x1f"),
    )  # fmt: skip
    assert Directory.of([whole], "RO").search("stefan")[0].contact == whole


@pytest.mark.parametrize(
    ("query", "name", "company", "numbers"),
    [
        ("stef", ["Ștef"], [], [""]),
        ("ion acm", ["Ion"], ["Acm"], [""]),
        ("nescu", ["nescu"], [], [""]),
        ("+40 722 12", [], [], ["0722 12"]),
        ("722 12", [], [], ["722 12"]),
        ("0722123456", [], [], ["0722 123 456"]),
        ("ionesku", ["Ionescu"], [], [""]),
    ],
)
def test_what_was_meant_is_marked(
    people: Directory, query: str, name: list[str], company: list[str], numbers: list[str]
) -> None:
    match = next(match for match in people.search(query) if match.contact == STEFAN)
    assert [STEFAN.name[start:end] for start, end in match.name_ranges] == name
    assert [STEFAN.company[start:end] for start, end in match.company_ranges] == company
    marked = ["".join(STEFAN.numbers[0].text[start:end] for start, end in match.number_ranges[0])]
    assert marked == numbers


def test_only_what_was_meant_is_marked() -> None:
    (match,) = Directory.of([contact("Ana Ioan", "0722 123 456", "0744 000 111", company="Banca")], "RO").search(
        "an 744"
    )
    assert (match.name_ranges, match.company_ranges) == (((0, 2),), ())
    assert match.number_ranges == ((), ((1, 4),))


@pytest.mark.parametrize("query", ["+40 720 100 000", "0040720100000", "0720100000"])
def test_only_the_number_that_was_typed_is_marked_though_another_ends_alike(query: str) -> None:
    (match,) = Directory.of([contact("Ana", "0720 100 000", "021 310 00 00", "+40 (0) 21 310 00 00")], "RO").search(
        query
    )
    assert match.number_ranges == (((0, 12),), (), ())


@pytest.mark.parametrize(
    ("query", "name"), [("mueller", ["Müller"]), ("muell", ["Müll"]), ("gross", ["Groß"]), ("obr", ["O'Br"])]
)
def test_other_spellings_are_marked_where_they_stand(query: str, name: list[str]) -> None:
    (match,) = Directory.of([contact("Groß-Müller O'Brien")], "RO").search(query)
    assert [match.contact.name[start:end] for start, end in match.name_ranges] == name


# --- the quick search equals the oracle ---

FINDERS = (quick_find, plain_find)
NAMES = st.lists(st.sampled_from(multilingual.GIVEN + multilingual.FAMILY), max_size=3).map(" ".join)
ODD = st.text(st.characters(codec=None, categories=("L", "N", "M", "P", "Z", "Cs", "Cc")), max_size=6)
NUMBERS = st.sampled_from((
    "0722 123 456", "+40722123456", "0040 722 123 457", "101", "+49 30 901820", "int. 12", "54", "x",
    "0722 123 456 int. 12", "0722.123457/int", "0722 123 456 / 101",
))  # fmt: skip
CONTACTS = st.builds(
    Contact,
    name=st.one_of(NAMES, NAMES, ODD),
    company=st.one_of(st.sampled_from(multilingual.COMPANY), ODD),
    numbers=st.lists(st.builds(LabelledNumber, st.just(""), NUMBERS), max_size=2).map(tuple),
)
CALLS = st.dictionaries(
    st.sampled_from(("+40722123456", "+40722123457", "101", "+4930901820", "*43")),
    st.tuples(st.integers(1, 40), st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 23), timezones=st.just(UTC))),
)


@st.composite
def queries(draw: st.DrawFn) -> str:
    """Pieces of names, companies and numbers, as typed, mistyped and cut, and now and then anything at all."""
    tokens = []
    for _ in range(draw(st.integers(1, 3))):
        word = draw(
            st.one_of(
                st.sampled_from(multilingual.GIVEN + multilingual.FAMILY),
                st.sampled_from(multilingual.COMPANY),
                st.sampled_from(("0722123456", "722 12", "+40 722", "0040722", "00", "54", "2000", "101", "49 30")),
                ODD,
            )
        )
        start = draw(st.sampled_from((0, 0, 0, 1, 2)))
        piece = word[start : start + draw(st.integers(1, 12))]
        if piece and draw(st.booleans()):
            place = draw(st.integers(0, len(piece) - 1))
            edit = draw(st.sampled_from(("swap", "drop", "put", "replace", "none")))
            letter = draw(st.sampled_from("aeșzü7х"))
            piece = {
                "swap": piece[:place] + piece[place + 1 : place + 2] + piece[place : place + 1] + piece[place + 2 :],
                "drop": piece[:place] + piece[place + 1 :],
                "put": piece[:place] + letter + piece[place:],
                "replace": piece[:place] + letter + piece[place + 1 :],
                "none": piece.upper(),
            }[edit]
        tokens.append(piece)
    return " ".join(tokens)


def found(directory: Directory, query: str, limit: int) -> list[tuple[Contact, MatchKind]]:
    return [(match.contact, match.kind) for match in directory.search(query, limit)]


@settings(max_examples=300, deadline=None)
@given(st.lists(CONTACTS, max_size=25), st.lists(queries(), min_size=1, max_size=6), CALLS, st.sampled_from((2, 50)))
def test_search_equals_the_oracle_on_random_directories(
    contacts: list[Contact], typed: list[str], calls: dict[str, tuple[int, datetime]], limit: int
) -> None:
    numbered = [Contact(c.name, c.company, numbers=c.numbers, id=place) for place, c in enumerate(contacts)]
    for finder in FINDERS:
        directory = Directory.of(numbered, "RO", calls=calls, finder=finder)
        for query in typed:
            assert found(directory, query, limit) == oracle.search(numbered, query, limit, calls), query


BIG = list(multilingual.contacts(700))
BIG_CALLS = {
    "+" + oracle.digit_forms(called, "RO")[0]: (place % 7 + 1, datetime(2026, 1 + place % 11, 3, tzinfo=UTC))
    for place, called in enumerate(BIG[::17])
}
BIG_DIRECTORY = Directory.of(BIG, "RO", calls=BIG_CALLS)


@settings(max_examples=25, deadline=None)
@example("4", 50)  # +40 …, also of 0722.100264/int
@example("722 100264", 1)
@given(queries(), st.sampled_from((1, 50)))
def test_typing_and_deleting_key_by_key_equals_the_oracle_in_a_big_directory(query: str, limit: int) -> None:
    keys = [query[:length] for length in (*range(1, len(query) + 1), *range(len(query) - 1, 0, -3))]
    for key in keys:
        assert found(BIG_DIRECTORY, key, limit) == oracle.search(BIG, key, limit, BIG_CALLS), key


def test_every_finder_finds_the_same_in_a_big_directory() -> None:
    plain = Directory.of(BIG, "RO", calls=BIG_CALLS, finder=FINDERS[1])
    for query in ("a", "an", "ana", "ana p", "muel", "07", "0722 1", "eanu", "王", "zzzz", "stefna"):
        assert plain.search(query) == BIG_DIRECTORY.search(query), query


@given(st.lists(st.one_of(ODD, NAMES, st.sampled_from(multilingual.COMPANY)), max_size=8))
def test_names_spelt_piece_by_piece_are_spelt_as_a_whole(texts: list[str]) -> None:
    speller = Speller()
    for text in [*texts, " ".join(texts), *texts]:
        assert speller.spellings(text) == tuple(map("\x01".join, spellings(text)))


@given(st.lists(st.sampled_from((b"ab", b"abc", b"a", b"bca")), max_size=30), st.integers(1, 9), st.integers(0, 9))
def test_a_scan_in_slices_finds_what_one_scan_finds(pieces: list[bytes], length: int, start: int) -> None:
    buffer = b"".join(pieces)
    for needle in (b"a", b"abca", b"cc", b"abcabcab"):
        assert sliced(buffer.find, len(buffer), length)(needle, start) == buffer.find(needle, start)
