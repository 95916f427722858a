"""What becomes of an offer: frozen calls to choose from, or a sentence. Nothing but digits and + gets through."""

import re
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pbxdialer.core.account import Account, Destination, DestinationKind
from pbxdialer.core.call import Call
from pbxdialer.core.contact import Contact
from pbxdialer.core.dial_plan import DialPlan, NumberForm
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.core.guest import (
    MOST_CHOICES,
    GuestQuestion,
    Obstacle,
    Surroundings,
    Told,
    question_about,
)
from pbxdialer.core.guest_wording import told_sentence
from pbxdialer.core.language import Language
from pbxdialer.core.number_kind import NumberKind
from pbxdialer.core.offer import SOURCE_WORDS, Offer, OfferSource
from pbxdialer.core.rewrite import Rewrite
from pbxdialer.pbx.php_query import http_build_query
from pbxdialer.pbx.wire import Originate

_USER = Destination(DestinationKind.USER, "ionescu")
_ACCOUNT = Account("1" * 32, "Sales", "https://pbx.example", 1, _USER, dial_plan=DialPlan(NumberForm.NATIONAL))
_SENT = re.compile(r"\+?[0-9]+")
_LOOKALIKES = "0123456789+*#,;&@/%²٣０⁷Ⅷ\u202e\u200b\u2066\x00\r\n \t.-()pwPWext=tel:callto:sip:"
_TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(st.sampled_from(_LOOKALIKES), max_size=40),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["tel:", "callto:", "sip:", "sips:", "TEL:", ""]),
        st.sampled_from(["0722123456", "+40722123456", "112", "*21*", "555-1234 or 555-9876", ""]),
        st.text(max_size=20),
    ),
)


def around(plan: DialPlan | None = None, owner: Contact | None = None, latest: Call | None = None) -> Surroundings:
    account = Account("1" * 32, "Sales", "https://pbx.example", 1, _USER, dial_plan=plan or _ACCOUNT.dial_plan)
    return Surroundings(account, _USER, lambda _number: owner, lambda _digits: latest)


def link(text: str, surroundings: Surroundings | None = None) -> GuestQuestion | Told:
    return question_about(Offer(text, OfferSource.LINK), surroundings or around())


def asked(text: str, surroundings: Surroundings | None = None, source: OfferSource = OfferSource.DROP) -> GuestQuestion:
    found = question_about(Offer(text, source), surroundings or around())
    assert isinstance(found, GuestQuestion), found
    return found


@given(_TEXTS, st.sampled_from(OfferSource), st.sampled_from(NumberForm), st.sampled_from(["", "9"]))
@example("tel:0722123456,,,1#", OfferSource.LINK, NumberForm.E164, "")
@example("tel:\u0660\u0667\u0662\u0662123456", OfferSource.SECOND_START, NumberForm.NATIONAL, "")
@example("call 0722123456 \u202e654321", OfferSource.CLIPBOARD, NumberForm.AS_TYPED, "9")
def test_fault_matrix_guests_nothing_but_digits_and_plus_reaches_the_encoder(
    text: str, source: OfferSource, form: NumberForm, prefix: str
) -> None:
    found = question_about(Offer(text, source), around(DialPlan(form, outside_prefix=prefix)))
    if isinstance(found, Told):
        assert told_sentence(found, Language())
        return
    for guest in found.calls:
        originate = Originate.of(Call.intended(guest.intent), guest.intent.account)
        (sent,) = parse_qs(http_build_query(originate.data()))["caller_id"]
        assert sent == guest.intent.dial_string.digits, "what is shown is what is sent"
        assert _SENT.fullmatch(sent)
        assert _SENT.fullmatch(guest.intent.callee.number.digits)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("tel:*21*0722123456%23", "“*”"),
        ("tel:0722123456#", "“#”"),
        ("tel:0722123456,1", "“,”"),
        ("tel:0722123456;1", "“;”"),
        ("tel:0722123456p1", "“p”"),
        ("tel:0722&123456", "“&”"),
        ("tel:0722@123456", "“@”"),
        ("tel:072212345/6", "“/”"),
        ("tel:0722%0D%0A123456", "U+000D"),
        ("tel:0722123456%00", "U+0000"),
        ("tel:0722\x00123456", "U+0000"),
        ("tel:0722²", "“²”"),
        ("tel:0722٣", "“٣”"),
        ("tel:0722%E2%80%AE123", "U+202E (right-to-left override)"),
        ("tel:0722\u200b123", "U+200B (zero width space)"),
        ("tel:1 -platform minimal -stylesheet x", "“p”"),
        ('tel:1" --platform minimal', '“"”'),
    ],
)
def test_fault_matrix_guests_a_refused_link_names_the_character(text: str, named: str) -> None:
    found = link(text)
    assert isinstance(found, Told)
    assert found.obstacle is Obstacle.REFUSED
    sentence = told_sentence(found, Language())
    assert named in sentence
    assert sentence.endswith("Nothing was called.")


@pytest.mark.parametrize("text", ["tel:" + "1" * 10_000, "0722123456 " * 2000, "x" * 10_000])
def test_fault_matrix_guests_ten_thousand_characters_are_refused(text: str) -> None:
    found = question_about(Offer(text, OfferSource.SECOND_START), around())
    assert isinstance(found, Told)
    assert len(told_sentence(found, Language())) < 200


@pytest.mark.parametrize("source", OfferSource)
@pytest.mark.parametrize("text", ["tel:112", "tel:911", "tel:+112"])
def test_fault_matrix_guests_an_emergency_number_is_never_called_for_a_guest(text: str, source: OfferSource) -> None:
    found = question_about(Offer(text, source), around())
    assert isinstance(found, Told), "not even asked"
    assert "112" in told_sentence(found, Language()) or "911" in told_sentence(found, Language())


def test_an_emergency_number_hides_neither_behind_a_prefix_nor_in_a_rule_nor_among_others() -> None:
    plan = DialPlan(outside_prefix="9", rewrites=(Rewrite("5550100", "112"),))
    assert isinstance(link("tel:5550100", around(plan)), Told)
    assert isinstance(link("tel:9112", around(DialPlan(outside_prefix="9"))), Told)
    others = asked("call 0722 123 456 or 112", around())
    assert [call.intent.dial_string.digits for call in others.calls] == ["0722123456"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("tel:0900123456", NumberKind.PREMIUM), ("tel:+870773111632", NumberKind.SATELLITE)],
)
def test_a_dear_number_wants_more_than_one_word_and_is_never_counted_down(text: str, kind: NumberKind) -> None:
    question = asked(text, source=OfferSource.LINK)
    (call,) = question.calls
    assert call.kind is kind
    assert call.may_be_dear
    assert not question.may_count_down


def test_only_one_ordinary_number_that_somebody_brought_may_be_counted_down() -> None:
    assert asked("tel:0722123456", source=OfferSource.LINK).may_count_down
    assert not asked("0722123456", source=OfferSource.CLIPBOARD).may_count_down
    assert not asked("0722123456 or 0733555010").may_count_down
    unknown = Call.intended(asked("0722123456").calls[0].intent, datetime.now(UTC)).unknown(
        Failure(FailureCode.REPLY_LATE)
    )
    warned = asked("0722123456", around(latest=unknown))
    assert warned.calls[0].unknown == unknown
    assert not warned.may_count_down


def test_the_owner_of_the_number_is_named_and_his_name_is_made_plain() -> None:
    (call,) = asked("0722123456", around(owner=Contact("Ana\u202e\nMarin", "x" * 300))).calls
    assert call.intent.callee.name == "Ana Marin"
    assert len(call.intent.callee.company) == 80


def test_a_dropped_card_says_whose_number_it_is_unless_we_know_better() -> None:
    card = Offer("0722123456", OfferSource.DROP, "<b>Mallory</b>\u2066")
    found = question_about(card, around())
    assert isinstance(found, GuestQuestion)
    assert found.calls[0].intent.callee.name == "<b>Mallory</b>", "plain text, shown as such"
    known = question_about(card, around(owner=Contact("Ana Marin")))
    assert isinstance(known, GuestQuestion)
    assert known.calls[0].intent.callee.name == "Ana Marin"


def test_more_numbers_than_there_is_room_for_are_counted() -> None:
    question = asked("\n".join(f"0722 123 4{n:02}" for n in range(10)))
    assert len(question.calls) == MOST_CHOICES
    assert question.left_out == 4


def test_extension_and_context_come_along_and_are_not_dialled() -> None:
    (call,) = asked("tel:+442079460000;ext=12").calls
    assert (call.intent.dial_string.digits, call.extension) == ("00442079460000", "12")
    (internal,) = asked("tel:7042;phone-context=example.com").calls
    assert (internal.intent.dial_string.digits, internal.context) == ("7042", "example.com")


def test_a_broken_dial_plan_is_told_and_nothing_is_asked() -> None:
    found = link("tel:0722123456", around(DialPlan(rewrites=(Rewrite("(", "1"),))))
    assert isinstance(found, Told)
    assert found.obstacle is Obstacle.BROKEN_PLAN
    assert "Rewrite rule ( cannot be read" in told_sentence(found, Language())


def test_a_link_is_nothing_but_a_link() -> None:
    assert isinstance(link("0722123456"), Told)
    assert asked("0722123456", source=OfferSource.SECOND_START)


def test_everything_that_can_be_said_has_words() -> None:
    assert set(SOURCE_WORDS) == set(OfferSource)
    for obstacle in set(Obstacle) - {Obstacle.REFUSED, Obstacle.BROKEN_PLAN}:
        assert told_sentence(Told(OfferSource.LINK, obstacle, detail="112"), Language())
    assert OfferSource.named("a hotkey nobody knows") is OfferSource.OTHER
