"""Who is about to be called, and the whole intent, frozen before anybody is asked or anything is sent."""

from dataclasses import dataclass

from pbxdialer.core.account import Account, Destination
from pbxdialer.core.dial_plan import DialString
from pbxdialer.core.number import PhoneNumber


@dataclass(frozen=True, slots=True)
class Callee:
    """A number the agent typed or picked; `name` and `company` are empty for a number nobody knows."""

    number: PhoneNumber
    name: str = ""
    company: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """What the agent saw when pressing Call: it is sent just so, whatever is edited or switched meanwhile."""

    callee: Callee
    destination: Destination
    account: Account
    dial_string: DialString

    @classmethod
    def of(cls, callee: Callee, destination: Destination, account: Account, *, literal: bool = False) -> "Intent":
        """Return the intent to call `callee`, `literal` just as it was typed, whatever the account's dial plan says.

        Raises BrokenPlan where a rule of the plan is broken.
        """
        plan = account.dial_plan
        dial_string = plan.literal(callee.number) if literal else plan.dial_string(callee.number)
        return cls(callee, destination, account, dial_string)
