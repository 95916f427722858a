"""``/api/originate-call``: ring the agent, then the customer."""

import re
from dataclasses import dataclass

from pbxdialer.demo_pbx.admission import Refused
from pbxdialer.demo_pbx.calls import AgentLeg, Order
from pbxdialer.demo_pbx.config import PbxConfig
from pbxdialer.demo_pbx.destinations import Destination, find_destination
from pbxdialer.demo_pbx.envelope import Envelope
from pbxdialer.demo_pbx.exchange import Exchange
from pbxdialer.demo_pbx.request import Fields

_DIALLABLE = re.compile(r"\+?[0-9*#]+\Z", re.ASCII)

_WHY_NOT = {
    AgentLeg.REJECTED: "User {user} rejected the call",
    AgentLeg.TIMED_OUT: "User {user} did not answer",
    AgentLeg.BUSY: "User {user} is busy",
    AgentLeg.CUT_OFF: "The PBX is shutting down",
}


@dataclass(frozen=True, slots=True)
class OriginateCall:
    """The endpoint. With ``async`` 0 the answer waits until the agent's leg is decided."""

    config: PbxConfig
    exchange: Exchange

    def __call__(self, request: Fields) -> Envelope:
        """Check every field, ring the agent, answer. Raises Refused."""
        data = request.group("data")
        check_project(self.config, data)
        check_call(data, required=("caller_id", "caller_id_name", "external_id"))
        destination = find_destination(self.config, data.text("type"), data.text("destination"))
        waits = _waits_for_agent(data)
        order = make_order(data, data, destination, self.exchange)
        call = self.exchange.place(order)
        if waits and (leg := call.agent_leg.result()) is not AgentLeg.ANSWERED:
            raise Refused(_WHY_NOT[leg].format(user=order.agent.name))
        return Envelope.success([f"Call successfully originated for {destination.type}: {destination.name}"])


def check_project(config: PbxConfig, data: Fields) -> None:
    """Raise Refused unless ``project_id`` is a project of this PBX."""
    if data.text("project_id") not in [str(project.id) for project in config.projects]:
        raise Refused("Invalid Project. Check if pbx project exists")


def check_call(call: Fields, required: tuple[str, ...]) -> None:
    """Raise Refused unless the `required` fields are there and ``caller_id`` can be dialled."""
    for name in required:
        if not call.text(name):
            raise Refused(f"Missing {name}")
    if not _DIALLABLE.match(call.text("caller_id")):
        raise Refused(f"Invalid caller_id: {call.text('caller_id')}")


def make_order(data: Fields, call: Fields, destination: Destination, exchange: Exchange) -> Order:
    """Return the order for one call: `data` says through what, `call` says to whom. Raises Refused if nobody is online.

    The two are the same fields in ``originate-call``; in ``call-queue`` one `data` holds many calls.
    """
    return Order(
        agent=destination.agent(exchange),
        number=call.text("caller_id"),
        name=call.text("caller_id_name"),
        external_id=call.text("external_id"),
        external_info=call.text("external_info"),
        project_id=int(data.text("project_id")),
        queue=destination.name if destination.type == "queue" else "",
        outbound_number=data.text("outbound_number"),
        outbound_trunk=data.text("outbound_trunk"),
    )


def _waits_for_agent(data: Fields) -> bool:
    asynchronous = data.text("async") or "1"
    if asynchronous not in ("0", "1"):
        raise Refused(f"Invalid async: {asynchronous}")
    return asynchronous == "0"
