"""A call for later: whom to call back, when, and what has become of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pbxdialer.core.account import Destination
from pbxdialer.core.language import mark


class CallBackState(StrEnum):
    """Where a call for later stands; the PBX's own words (field ``status``), and REMINDER where it keeps none.

    REMINDER: only this program remembers it, and reminds the agent; the PBX places nothing.
    """

    REMINDER = "reminder"
    PENDING = "pending"
    IN_PROGRESS = "in progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    DELETED = "deleted"


CALL_BACK_WORDS: dict[CallBackState, str] = {
    CallBackState.REMINDER: mark("reminder on this computer"),
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
