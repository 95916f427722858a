"""How does a call go on from here? The steps from the agent's first ring to the end, without any locking."""

from collections.abc import Callable
from random import Random

from pbxdialer.demo_pbx.calls import AgentLeg, CallRecord, LiveCall, Stage
from pbxdialer.demo_pbx.clock import Clock
from pbxdialer.demo_pbx.config import AgentAct, PbxConfig
from pbxdialer.demo_pbx.outcomes import CallStatus
from pbxdialer.demo_pbx.phones import Happening, PhoneEvent

Step = Callable[[LiveCall], None]
Later = Callable[[float, LiveCall, Step], None]

_WITHOUT_AGENT = {
    # As in Asterisk, a declined telephone counts as busy.
    AgentLeg.REJECTED: (CallStatus.BUSY, Happening.AGENT_REJECTED),
    AgentLeg.BUSY: (CallStatus.BUSY, Happening.AGENT_BUSY),
    AgentLeg.TIMED_OUT: (CallStatus.NO_ANSWER, Happening.AGENT_TIMED_OUT),
}


class CallProgress:
    """Takes calls from stage to stage.

    `later(seconds, call, step)` must run the step unless the call has left its stage by then; `note` hears of every
    event, `over` of every call that ended.
    """

    def __init__(
        self,
        config: PbxConfig,
        clock: Clock,
        later: Later,
        note: Callable[[PhoneEvent], None],
        over: Callable[[LiveCall, CallRecord], None],
    ) -> None:
        self._config = config
        self._clock = clock
        self._later = later
        self._note = note
        self._over = over
        # Repeatable chance for a demo; nothing here is secret.
        self._chance = Random(config.seed)  # noqa: S311

    def ring_agent(self, call: LiveCall) -> None:
        """Let the agent's telephone ring, until somebody acts or it gives up."""
        self._tell(Happening.AGENT_RINGING, call)
        self._later(self._config.timings.agent_ring_s, call, self._ring_out)
        if self._config.agents is not None:
            act = self._config.agents.pick(self._chance)
            after_s = self._config.agents.after.pick(self._chance)
            if act is AgentAct.ANSWER:
                self._later(after_s, call, self.answer)
            elif act is AgentAct.REJECT:
                self._later(after_s, call, self.reject)

    def answer(self, call: LiveCall) -> None:
        """The agent picks up: now the customer is called."""
        call.reach(Stage.RINGING_CUSTOMER, self._clock.now())
        call.agent_leg.set_result(AgentLeg.ANSWERED)
        self._tell(Happening.AGENT_ANSWERED, call)
        self._tell(Happening.CUSTOMER_RINGING, call)
        outcome = self._config.outcome_of(call.order.number)
        if outcome is CallStatus.ANSWERED:
            self._later(self._config.timings.customer_answers_after.pick(self._chance), call, self._talk)
        else:
            self._later(self._seconds_until(outcome), call, lambda call: self._end(call, outcome))

    def reject(self, call: LiveCall) -> None:
        """The agent declines."""
        self.end_without_agent(call, AgentLeg.REJECTED)

    def end_without_agent(self, call: LiveCall, leg: AgentLeg) -> None:
        """End a call whose agent did not take it, for the reason `leg`."""
        status, happening = _WITHOUT_AGENT[leg]
        self._tell(happening, call)
        call.agent_leg.set_result(leg)
        self._end(call, status)

    def hang_up(self, call: LiveCall) -> None:
        """The agent puts the receiver down, at whatever stage."""
        match call.stage:
            case Stage.RINGING_AGENT:
                self.reject(call)
            case Stage.RINGING_CUSTOMER:
                self._end(call, CallStatus.NO_ANSWER)
            case Stage.TALKING:
                self._end(call, CallStatus.ANSWERED)

    def _ring_out(self, call: LiveCall) -> None:
        self.end_without_agent(call, AgentLeg.TIMED_OUT)

    def _talk(self, call: LiveCall) -> None:
        call.reach(Stage.TALKING, self._clock.now())
        self._tell(Happening.CUSTOMER_ANSWERED, call)
        self._later(self._config.timings.talk.pick(self._chance), call, self.hang_up)

    def _end(self, call: LiveCall, status: CallStatus) -> None:
        call.reach(Stage.OVER, self._clock.now())
        record = call.recorded(status)
        self._over(call, record)
        self._tell(Happening.CALL_ENDED, call, status)
        call.record.set_result(record)

    def _seconds_until(self, outcome: CallStatus) -> float:
        timings = self._config.timings
        return timings.customer_rings_in_vain_s if outcome is CallStatus.NO_ANSWER else timings.bad_line_s

    def _tell(self, what: Happening, call: LiveCall, status: CallStatus | None = None) -> None:
        order = call.order
        at = self._clock.now()
        self._note(PhoneEvent(what, at, order.agent.name, order.number, order.name, order.external_id, status))
