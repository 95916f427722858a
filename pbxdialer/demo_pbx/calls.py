"""What is a call while it lasts? An order, two legs, and the stage it has reached."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum, auto

from pbxdialer.demo_pbx.config import User
from pbxdialer.demo_pbx.outcomes import CallStatus


@dataclass(frozen=True, slots=True)
class Order:
    """What a client asked for: ring `agent` first, then `number`. `queue` is empty unless it chose the agent."""

    agent: User
    number: str
    name: str
    external_id: str
    external_info: str = ""
    project_id: int = 1
    queue: str = ""
    outbound_number: str = ""
    outbound_trunk: str = ""


class AgentLeg(Enum):
    """How the agent's leg went. CUT_OFF: the PBX was stopped."""

    ANSWERED = auto()
    REJECTED = auto()
    TIMED_OUT = auto()
    BUSY = auto()
    CUT_OFF = auto()


class Stage(StrEnum):
    """How far a call has come; each stage is reached once at most, in this order."""

    RINGING_AGENT = "Ringing"
    RINGING_CUSTOMER = "Dialing"
    TALKING = "Up"
    OVER = "Down"


@dataclass(frozen=True, slots=True)
class CallRecord:
    """A call that is over. Times are aware UTC; a leg that was not answered has none."""

    id: int
    order: Order
    status: CallStatus
    started_at: datetime
    agent_answered_at: datetime | None
    customer_answered_at: datetime | None
    ended_at: datetime

    @property
    def duration_s(self) -> int:
        """Whole seconds from the agent's first ring to the end."""
        return int((self.ended_at - self.started_at).total_seconds())

    @property
    def talk_s(self) -> int:
        """Whole seconds of talking with the customer (``billsec``)."""
        return int((self.ended_at - (self.customer_answered_at or self.ended_at)).total_seconds())


@dataclass(slots=True, eq=False)
class LiveCall:
    """A call while it lasts; only the exchange changes it. Both futures are for others to wait on."""

    id: int
    order: Order
    started_at: datetime
    since: datetime
    stage: Stage = Stage.RINGING_AGENT
    agent_answered_at: datetime | None = None
    customer_answered_at: datetime | None = None
    agent_leg: "Future[AgentLeg]" = field(default_factory=Future)
    record: "Future[CallRecord]" = field(default_factory=Future)

    @property
    def agent_channel(self) -> str:
        """The channel of the agent's telephone, as Asterisk names it."""
        agent = self.order.agent
        return f"{agent.technology.upper()}/{agent.name}-{2 * self.id - 1:08x}"

    @property
    def customer_channel(self) -> str:
        """The channel of the trunk that calls the customer."""
        return f"SIP/{self.order.outbound_trunk or 'default-trunk'}-{2 * self.id:08x}"

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels there are: the customer's exists once the agent has answered."""
        if self.stage is Stage.RINGING_AGENT:
            return (self.agent_channel,)
        return (self.agent_channel, self.customer_channel)

    def reach(self, stage: Stage, at: datetime) -> None:
        """Go on to `stage`."""
        self.stage, self.since = stage, at
        if stage is Stage.RINGING_CUSTOMER:
            self.agent_answered_at = at
        elif stage is Stage.TALKING:
            self.customer_answered_at = at

    def recorded(self, status: CallStatus) -> CallRecord:
        """Return what remains of this call once it is over."""
        return CallRecord(
            id=self.id,
            order=self.order,
            status=status,
            started_at=self.started_at,
            agent_answered_at=self.agent_answered_at,
            customer_answered_at=self.customer_answered_at,
            ended_at=self.since,
        )
