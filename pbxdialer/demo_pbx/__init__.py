"""A PBX on this computer: the same HTTP API on loopback, with simulated telephones."""

from pbxdialer.demo_pbx.calls import CallRecord, Order, Stage
from pbxdialer.demo_pbx.clock import Clock, HandClock, RealClock
from pbxdialer.demo_pbx.config import (
    AgentHabits,
    Context,
    Credentials,
    PbxConfig,
    Presence,
    Project,
    Queue,
    Span,
    Technology,
    Timings,
    User,
)
from pbxdialer.demo_pbx.outcomes import OUTCOME_BY_LAST_DIGIT, CallStatus, by_last_digit
from pbxdialer.demo_pbx.pbx import DemoPbx
from pbxdialer.demo_pbx.phones import Happening, PhoneEvent, PhoneState, PhoneView
from pbxdialer.demo_pbx.plausible import DEMO_CREDENTIALS, plausible_config
from pbxdialer.demo_pbx.quirks import Endpoint, Fault, Quirks
from pbxdialer.demo_pbx.request import Fields, ReceivedRequest
from pbxdialer.demo_pbx.terminal import run_in_terminal

__all__ = [
    "DEMO_CREDENTIALS",
    "OUTCOME_BY_LAST_DIGIT",
    "AgentHabits",
    "CallRecord",
    "CallStatus",
    "Clock",
    "Context",
    "Credentials",
    "DemoPbx",
    "Endpoint",
    "Fault",
    "Fields",
    "HandClock",
    "Happening",
    "Order",
    "PbxConfig",
    "PhoneEvent",
    "PhoneState",
    "PhoneView",
    "Presence",
    "Project",
    "Queue",
    "Quirks",
    "RealClock",
    "ReceivedRequest",
    "Span",
    "Stage",
    "Technology",
    "Timings",
    "User",
    "by_last_digit",
    "plausible_config",
    "run_in_terminal",
]
