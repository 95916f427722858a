"""How an account's PBX wants numbers written in ``caller_id``, and which rule made them so.

The rules run in this order and the first that applies to the whole number decides: rewrite rules, internal numbers,
service codes, then the account's form (with its outside-line prefix). The trace is always shown before sending.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from pbxdialer.core.language import Language, mark
from pbxdialer.core.number import DIGITS, PhoneNumber, is_dialable, is_known_region
from pbxdialer.core.rewrite import BrokenPlan, Rewrite


class NumberForm(StrEnum):
    """The spellings a PBX's outbound rules may expect."""

    AS_TYPED = "as_typed"
    NATIONAL = "national"
    INTERNATIONAL_00 = "international_00"
    E164 = "e164"


FORM_WORDS = {
    NumberForm.AS_TYPED: mark("as typed"),
    NumberForm.NATIONAL: mark("national"),
    NumberForm.INTERNATIONAL_00: mark("international with 00"),
    NumberForm.E164: mark("international with +"),
}


class DialRule(StrEnum):
    """Which rule of the plan made the dial string."""

    LITERAL = "literal"
    REWRITE = "rewrite"
    INTERNAL = "internal"
    SERVICE_CODE = "service_code"
    AS_TYPED = "as_typed"
    NATIONAL = "national"
    INTERNATIONAL_00 = "international_00"
    E164 = "e164"


RULE_WORDS = {
    DialRule.LITERAL: mark("exactly as typed, this once"),
    DialRule.REWRITE: mark("rewrite rule"),
    DialRule.INTERNAL: mark("internal number"),
    DialRule.SERVICE_CODE: mark("service code"),
    DialRule.AS_TYPED: mark("as typed"),
    DialRule.NATIONAL: mark("national rule"),
    DialRule.INTERNATIONAL_00: mark("international rule, 00"),
    DialRule.E164: mark("international rule, +"),
}


_NO_DIGITS = mark("The outside line is digits, * and #, eight at most; it cannot be {prefix}.")
_NO_PREFIX = mark("An outside line before a + makes no number. Choose another way to write numbers, or none.")
_NO_REGION = mark("There is no country {region}. Give its two letters, such as RO.")
LONGEST_PREFIX = 8
_BAD_PREFIX = mark("The outside line {prefix} makes “{result}”, which is no number.")


@dataclass(frozen=True, slots=True)
class DialString:
    """What goes out, and the rule that made it.

    `prefix` is the outside line put before it, `pattern` the rewrite rule's, each empty where there was none.
    """

    digits: str
    rule: DialRule
    prefix: str = ""
    pattern: str = ""

    def words(self, tr: Language) -> str:
        """Return which rule made it, for people: ``national rule, outside line 9``."""
        rule = tr(RULE_WORDS[self.rule])
        if self.pattern:
            return f"{rule} {self.pattern}"
        return tr("{rule}, outside line {prefix}", rule=rule, prefix=self.prefix) if self.prefix else rule


@dataclass(frozen=True, slots=True)
class DialPlan:
    """The numbering rules of one account.

    `region` is the ISO country the PBX stands in; `internal_up_to` the longest internal number (0: none);
    `outside_prefix` the digits for an outside line, put before every number that is not internal.
    """

    form: NumberForm = NumberForm.AS_TYPED
    region: str = "RO"
    outside_prefix: str = ""
    internal_up_to: int = 4
    rewrites: tuple[Rewrite, ...] = field(default=())

    def dial_string(self, number: PhoneNumber) -> DialString:
        """Return what the PBX gets for `number`. Raises BrokenPlan where a rule or the prefix is broken."""
        for rewrite in self.rewrites:
            rewritten = rewrite.apply(number.digits)
            if rewritten is not None:
                return DialString(rewritten, DialRule.REWRITE, pattern=rewrite.pattern)
        if number.is_service_code:
            return DialString(number.digits, DialRule.SERVICE_CODE)
        if len(number.digits) <= self.internal_up_to and "+" not in number.digits:
            return DialString(number.digits, DialRule.INTERNAL)
        spelled = self._spelled(number)
        digits = self.outside_prefix + spelled.digits
        if not is_dialable(digits):
            raise BrokenPlan(_BAD_PREFIX, prefix=self.outside_prefix, result=digits)
        return DialString(digits, spelled.rule, self.outside_prefix)

    def check(self) -> None:
        """Raise BrokenPlan where a rule cannot be read, could hang, or can make no number at all."""
        if not is_known_region(self.region):
            raise BrokenPlan(_NO_REGION, region=self.region)
        if not DIGITS.union("*#").issuperset(self.outside_prefix) or len(self.outside_prefix) > LONGEST_PREFIX:
            raise BrokenPlan(_NO_DIGITS, prefix=self.outside_prefix)
        if self.outside_prefix and self.form is NumberForm.E164:
            raise BrokenPlan(_NO_PREFIX)
        for rewrite in self.rewrites:
            rewrite.check()

    @staticmethod
    def literal(number: PhoneNumber) -> DialString:
        """Return `number` just as it was typed, whatever the plan says; for one call, on the agent's word."""
        return DialString(number.digits, DialRule.LITERAL)

    def _spelled(self, number: PhoneNumber) -> DialString:
        """Write `number` in the account's form; a number we cannot place is sent as typed, and says so."""
        as_typed = DialString(number.digits, DialRule.AS_TYPED)
        if self.form is NumberForm.AS_TYPED:
            return as_typed
        subscriber = number.subscriber(self.region)
        if not subscriber.startswith("+"):
            return as_typed
        national = number.national(self.region)
        if self.form is NumberForm.NATIONAL and national:
            return DialString(national, DialRule.NATIONAL)
        if self.form is NumberForm.E164:
            return DialString(subscriber, DialRule.E164)
        return DialString("00" + subscriber[1:], DialRule.INTERNATIONAL_00)
