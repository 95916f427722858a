"""Contacts with a number in common: who is surely one person, and what two of them make together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pbxdialer.core.contact import Contact
from pbxdialer.store.contact_rows import MAY_CHANGE, contacts_with
from pbxdialer.store.database import Statements
from pbxdialer.store.same_person import Keyed, KeyMaker, all_numbers, email_key, folded, name_key

_MOST_OF_ONE_PERSON = 8  # more have a switchboard in common


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Contacts of one subscriber; `sure` where they have one name as well."""

    contacts: tuple[Contact, ...]
    sure: bool


def duplicates_among(statements: Statements) -> list[Duplicates]:
    """Return the contacts with a number in common, the sure ones first, each contact once.

    A number that many contacts have is a company's switchboard and tells nothing; those of one name are still found
    by it. Raises DatabaseUnavailable.
    """
    rows = statements.rows(
        f"""
        SELECT DISTINCT numbers.subscriber, contacts.name_key, contacts.id FROM numbers
        JOIN contacts ON contacts.id = numbers.contact
        WHERE {MAY_CHANGE} AND numbers.subscriber <> '' AND numbers.subscriber IN (
            SELECT subscriber FROM numbers WHERE subscriber <> '' GROUP BY subscriber HAVING count(*) > 1)
        ORDER BY numbers.subscriber, contacts.id
        """  # noqa: S608
    )
    by_name: dict[tuple[str, str], list[int]] = {}
    by_number: dict[str, list[int]] = {}
    for subscriber, name, contact_id in rows:
        by_name.setdefault((subscriber, name), []).append(contact_id)
        by_number.setdefault(subscriber, []).append(contact_id)
    sure = joined(by_name.values())
    in_a_sure_group = {contact_id for group in sure for contact_id in group}
    perhaps = [
        group
        for group in joined(ids for ids in by_number.values() if len(ids) <= _MOST_OF_ONE_PERSON)
        if len(group) <= _MOST_OF_ONE_PERSON and in_a_sure_group.isdisjoint(group)
    ]
    return [
        Duplicates(tuple(contacts_with(statements, group)), is_sure)
        for groups, is_sure in ((sure, True), (perhaps, False))
        for group in groups
    ]


def joined(groups: Iterable[Sequence[int]]) -> list[tuple[int, ...]]:
    """Return the groups, those with a member in common as one, in order; groups of one are left out."""
    leader: dict[int, int] = {}

    def leader_of(member: int) -> int:
        while leader.setdefault(member, member) != member:
            leader[member] = leader[leader[member]]
            member = leader[member]
        return member

    for group in groups:
        for member in group[1:]:
            first, second = sorted((leader_of(group[0]), leader_of(member)))
            leader[second] = first
    whole: dict[int, list[int]] = {}
    for member in sorted(leader):
        whole.setdefault(leader_of(member), []).append(member)
    return [tuple(group) for group in whole.values() if len(group) > 1]


def merged(keys: KeyMaker, contacts: Sequence[Contact]) -> Contact:
    """Return the first contact with everything of the others.

    No number is lost, nor anything else: another name, company or e-mail address becomes a line of the note.
    """
    first, everybody = contacts[0], [keys.keyed(contact) for contact in contacts]
    filled = replace(
        first,
        name=_first_of(contact.name for contact in contacts),
        company=_first_of(contact.company for contact in contacts),
        email=_first_of(contact.email for contact in contacts),
        numbers=all_numbers(*everybody),
        favourite=any(contact.favourite for contact in contacts),
        groups=tuple(dict.fromkeys(group for contact in contacts for group in contact.groups)),
    )
    notes = dict.fromkeys(contact.note for contact in contacts if contact.note)
    return replace(filled, note="\n".join([*notes, *_left_over(filled, everybody)]))


def _left_over(filled: Contact, everybody: Sequence[Keyed]) -> list[str]:
    """Return what has no place of its own in `filled`, each once."""
    kept = {name_key(filled), folded(filled.company), email_key(filled), ""}
    lines: dict[str, str] = {}
    for keyed in everybody:
        contact = keyed.contact
        for key, text in ((keyed.name, contact.name), (keyed.company, contact.company), (keyed.email, contact.email)):
            if key not in kept and text:
                lines.setdefault(key, text)
    return list(lines.values())


def _first_of(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")
