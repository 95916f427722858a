"""What is asked about one call in one go, and what was told."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pbxdialer.core.call_record import CallRecord
from pbxdialer.core.telephone import Telephone


@dataclass(frozen=True, slots=True)
class LookRound:
    """Which questions to ask about a call."""

    telephones: bool = False
    customer: bool = False
    record: bool = False

    def names(self) -> frozenset[str]:
        """Return the names of the questions asked."""
        return frozenset(name for name in ("telephones", "customer", "record") if getattr(self, name))


NOTHING = LookRound()


@dataclass(frozen=True, slots=True)
class Seen:
    """What the PBX told. None: not asked, not told, or no record yet; `not_told` says what it would not tell."""

    telephones: tuple[Telephone, ...] | None = None
    customer_talks: bool = False
    record: CallRecord | None = None
    not_told: Mapping[str, Exception] = field(default_factory=dict)
