"""A call for later: whom to call back, when, and what has become of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pbxdialer.core.account import Destination
from pbxdialer.core.intent import Intent
from pbxdialer.core.language import mark


class CallBackState(StrEnum):
    """Where a call for later stands; the PBX's own words (field ``status``), and REMINDER where it keeps none.

    REMINDER: only this program remembers it, and reminds the agent; the PBX places nothing. UNKNOWN: the PBX was asked,
    once, and its answer was lost; it may call, and the agent is reminded all the same.
    """

    REMINDER = "reminder"
    UNKNOWN = "unknown"
    PENDING = "pending"
    IN_PROGRESS = "in progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    DELETED = "deleted"


CALL_BACK_WORDS: dict[CallBackState, str] = {
    CallBackState.REMINDER: mark("reminder on this computer"),
    CallBackState.UNKNOWN: mark("not known whether the PBX will call"),
    CallBackState.PENDING: mark("the PBX will call"),
    CallBackState.IN_PROGRESS: mark("the PBX is calling"),
    CallBackState.COMPLETED: mark("done"),
    CallBackState.CANCELLED: mark("cancelled"),
    CallBackState.DELETED: mark("deleted at the PBX"),
}


@dataclass(frozen=True, slots=True)
class CallBack:
    """One call for later. `number` is what the agent saw, `dial_string` what is sent; `at` is aware."""

    external_id: str
    number: str
    dial_string: str
    name: str
    destination: Destination
    account_id: str
    at: datetime
    note: str = ""
    state: CallBackState = CallBackState.REMINDER

    @classmethod
    def intended(cls, intent: Intent, at: datetime, note: str) -> "CallBack":
        """Return a call for later, as `intent` says now: what is shown now is what will be called."""
        from uuid import uuid4  # brings platform in, which no first frame should wait for

        return cls(
            external_id=uuid4().hex,
            number=intent.callee.number.digits,
            dial_string=intent.dial_string.digits,
            name=intent.callee.name,
            destination=intent.destination,
            account_id=intent.account.id,
            at=at,
            note=note,
        )

    @property
    def needs_reminder(self) -> bool:
        """True where the agent has to be reminded, because the PBX will not call, or perhaps not."""
        return self.state in (CallBackState.REMINDER, CallBackState.UNKNOWN)

    @property
    def is_over(self) -> bool:
        """True when nothing more will come of it."""
        return self.state in (CallBackState.COMPLETED, CallBackState.CANCELLED, CallBackState.DELETED)
