"""Who and what does this PBX know? Frozen values, checked when they are made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from pbxdialer.demo_pbx.outcomes import CallStatus, by_last_digit


class Presence(StrEnum):
    """Whether a user's telephone is registered, and whether it is free."""

    ONLINE = "online"
    OFFLINE = "offline"
    BUSY = "busy"


class Technology(StrEnum):
    """The two kinds of telephone that ``users-status`` can be asked for."""

    SIP = "sip"
    IAX = "iax"


@dataclass(frozen=True, slots=True)
class User:
    """An agent with one telephone. `presence` is where it starts; it may change while the PBX runs."""

    name: str
    extension: str
    email: str
    full_name: str
    presence: Presence = Presence.ONLINE
    technology: Technology = Technology.SIP


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue; `members` are user names in the order in which they are rung."""

    name: str
    members: tuple[str, ...]
    project_id: int = 1


@dataclass(frozen=True, slots=True)
class Context:
    """A place in the dial plan; here it simply rings the telephone of one user."""

    name: str
    rings: str


@dataclass(frozen=True, slots=True)
class Project:
    """A project of the PBX: a number and a name for people."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client must know. An empty `key` is the vendor's "api_key is optional" of bearer clients."""

    username: str
    password: str = field(repr=False)
    key: str = field(repr=False)
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in seconds, somewhere between the shortest and the longest."""

    shortest_s: float
    longest_s: float

    def pick(self, chance: Random) -> float:
        """Return one duration in seconds."""
        return chance.uniform(self.shortest_s, self.longest_s)


@dataclass(frozen=True, slots=True)
class Timings:
    """How long things take, in seconds.

    `agent_ring_s` is Asterisk's default for an originate; the vendor publishes none.
    `bad_line_s` is how long the network takes to say busy, congestion or failed.
    """

    agent_ring_s: float = 30.0
    customer_answers_after: Span = Span(3.0, 6.0)
    customer_rings_in_vain_s: float = 20.0
    bad_line_s: float = 2.0
    talk: Span = Span(15.0, 45.0)


class AgentAct(StrEnum):
    """What an agent may do with a ringing telephone."""

    ANSWER = "answer"
    REJECT = "reject"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class AgentHabits:
    """Agents who act by themselves, unless a person is quicker.

    They act `after` some seconds; `answers`, `rejects` and `ignores` are the weights of what they then do.
    """

    after: Span
    answers: int = 1
    rejects: int = 0
    ignores: int = 0

    def pick(self, chance: Random) -> AgentAct:
        """Return what an agent does with the next call."""
        return chance.choices(tuple(AgentAct), weights=(self.answers, self.rejects, self.ignores))[0]


@dataclass(frozen=True, slots=True)
class PbxConfig:
    """Everything a demo PBX is made of.

    `agents` of None means that only a person answers. `outcome_of` tells from the dialled number how the
    customer's leg ends. `seed` makes everything left to chance the same in each run.

    Raises ValueError when a queue or a context rings a user who does not exist, or when two users share a name.
    """

    users: tuple[User, ...]
    credentials: Credentials
    queues: tuple[Queue, ...] = ()
    contexts: tuple[Context, ...] = ()
    projects: tuple[Project, ...] = (Project(1, "Demo"),)
    timings: Timings = Timings()
    agents: AgentHabits | None = None
    outcome_of: Callable[[str], CallStatus] = by_last_digit
    seed: int = 1

    def __post_init__(self) -> None:
        names = [user.name for user in self.users]
        if len(set(names)) != len(names):
            raise ValueError("two users share a name")
        rung = [member for queue in self.queues for member in queue.members]
        strangers = {*rung, *(context.rings for context in self.contexts)} - set(names)
        if strangers:
            raise ValueError(f"no such user: {', '.join(sorted(strangers))}")
