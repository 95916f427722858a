"""In which ways does this PBX differ from the documented one? Every switch is off unless it is turned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Endpoint(StrEnum):
    """The endpoints of the API, by the last part of their address."""

    ORIGINATE = "originate-call"
    USERS_STATUS = "users-status"
    QUEUES = "queues"
    CDR = "cdr"
    CHANNEL = "channel"
    CALL_QUEUE = "call-queue"


class Fault(StrEnum):
    """What may be wrong with an endpoint."""

    MISSING = "missing"
    """404 and a page of HTML."""
    FORBIDDEN = "forbidden"
    """403 and the envelope."""
    HTML = "html"
    """200 and a page of HTML instead of the envelope; the work is done all the same."""
    NOTICE = "notice"
    """A PHP notice stands before the envelope."""


@dataclass(frozen=True, slots=True)
class Quirks:
    """The switches.

    - `faults`: what is wrong with which endpoint. `slow_s`: seconds by which its answer comes late, the work being
      done at once.
    - `takes_body_credentials`, `takes_bearer`: which of the two generations of credentials is accepted.
    - `older_rows`: ``users-status`` rows of the first generation, all text. `ringing_counts_as_use`: a ringing
      telephone has ``in_use`` 1 as well, as Asterisk's ``sip show inuse`` counts it.
    - `upper_case_records`: field names of ``cdr`` rows in capitals.
    - `numbers_as_strings`: every number of `results` arrives as text. `empty_maps_as_lists`: ``[]`` for ``{}``,
      as PHP prints an empty array.
    - `record_after_s`: seconds after its end at which a call appears in ``cdr``; ``inf`` for never.
    - `refusal_status`: HTTP status of refused credentials or signatures; the vendor publishes none.
    """

    faults: Mapping[Endpoint, Fault] = field(default_factory=dict)
    slow_s: Mapping[Endpoint, float] = field(default_factory=dict)
    takes_body_credentials: bool = True
    takes_bearer: bool = True
    older_rows: bool = False
    ringing_counts_as_use: bool = True
    upper_case_records: bool = False
    numbers_as_strings: bool = False
    empty_maps_as_lists: bool = False
    record_after_s: float = 0.0
    refusal_status: int = 200
