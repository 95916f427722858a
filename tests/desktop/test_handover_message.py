import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pbxdialer.desktop.handover import LONGEST_MESSAGE, Message, NotAMessage, Verb, encoded, parse

SHOW = Message(Verb.SHOW)

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=900)
tokens = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=256)
messages = st.builds(
    Message, st.sampled_from([verb for verb in Verb if verb not in (Verb.OFFER, Verb.ACCOUNT)]), activation=tokens
) | st.builds(Message, st.sampled_from([Verb.OFFER, Verb.SELECTION, Verb.ACCOUNT]), texts, tokens)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["show", "offer"]),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(), children, max_size=3),
    max_leaves=5,
)
nearly = st.fixed_dictionaries(
    {}, optional={"pbxdialer": st.just(1) | json_values, "verb": json_values, "text": json_values, "more": json_values}
)


@settings(deadline=None)  # a busy machine is no fault
@given(messages)
def test_a_message_comes_back_as_it_was(message: Message) -> None:
    assert parse(encoded(message)) == message
    assert encoded(message).count(b"\n") == 1
    assert len(encoded(message)) <= LONGEST_MESSAGE


@settings(deadline=None)  # a busy machine is no fault
@given(st.binary() | nearly.map(lambda fields: json.dumps(fields).encode() + b"\n"))
@example(b"[" * 4095 + b"\n")
@example(b'{"pbxdialer": 1, "verb": "offer", "text": "\\ud800"}\n')
@example(b'{"pbxdialer": ' + b"1" * 4000 + b"}\n")
@example(b'{"pbxdialer": true, "verb": "show"}\n')
@example(b'{"pbxdialer": 1, "verb": ["show"]}\n')
@example(b'{"pbxdialer":1,"verb":"offer","text":"' + b"a" * 4056 + b'"}\n')
def test_whatever_the_bytes_they_are_a_message_or_not_a_message(data: bytes) -> None:
    try:
        message = parse(data)
    except NotAMessage:
        return
    assert parse(encoded(message)) == message


@settings(deadline=None)  # a busy machine is no fault
@given(messages, st.data())
def test_a_damaged_message_is_a_message_or_not_a_message(message: Message, data: st.DataObject) -> None:
    whole = bytearray(encoded(message))
    whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        parse(bytes(whole))
    except NotAMessage:
        return


@settings(deadline=None)  # a busy machine is no fault
@given(messages)
@pytest.mark.fault_matrix
def test_half_a_message_is_none(message: Message) -> None:
    for cut in {0, 1, len(encoded(message)) // 2, len(encoded(message)) - 1}:
        with pytest.raises(NotAMessage):
            parse(encoded(message)[:cut])


@pytest.mark.parametrize("version", [0, 2, -1, True, "1", 1.0, None])
@pytest.mark.fault_matrix
def test_another_version_is_not_understood(version: object) -> None:
    with pytest.raises(NotAMessage):
        parse(json.dumps({"pbxdialer": version, "verb": "show"}).encode() + b"\n")


@pytest.mark.parametrize("verb", ["dial", "call", "dial-selection", "", "SHOW", None, 1])
@pytest.mark.fault_matrix
def test_no_verb_dials(verb: object) -> None:
    with pytest.raises(NotAMessage):
        parse(json.dumps({"pbxdialer": 1, "verb": verb, "text": "1"}).encode() + b"\n")


def test_what_does_not_fit_is_no_message() -> None:
    longest = LONGEST_MESSAGE - len(encoded(Message(Verb.OFFER, "1"))) + 1
    assert len(encoded(Message(Verb.OFFER, "1" * longest))) == LONGEST_MESSAGE
    for text in ("1" * (longest + 1), "1" * 10_000, "half \ud800", ""):
        with pytest.raises(NotAMessage):
            Message(Verb.OFFER, text)
    with pytest.raises(NotAMessage):
        Message(Verb.SHOW, "and a text")
    with pytest.raises(NotAMessage):
        Message(Verb.QUICK_DIAL, "and a text")


@pytest.mark.parametrize("token", ["a" * 257, "two\nlines", "ș", "\x00"])
def test_what_no_desktop_gives_is_no_activation(token: str) -> None:
    with pytest.raises(NotAMessage):
        Message(Verb.SHOW, activation=token)
    with pytest.raises(NotAMessage):
        parse(json.dumps({"pbxdialer": 1, "verb": "show", "activation": token}).encode() + b"\n")
