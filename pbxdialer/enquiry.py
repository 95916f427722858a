"""Questions to the PBX that ring nobody: what the telephones do, which queues there are, what became of a call.

Every one is optional on a given PBX: whoever asks gets an answer, or NotTold with the reason, and dialling goes on.
Each question is one request with a deadline of its own; nothing here repeats itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from pbxdialer.core.account import Account, Secrets
from pbxdialer.core.call import Call
from pbxdialer.core.call_back import CallBack
from pbxdialer.core.call_record import CallRecord
from pbxdialer.core.failure import Failure
from pbxdialer.core.look_round import LookRound, Seen
from pbxdialer.core.telephone import Telephone, telephone_of
from pbxdialer.pbx import call_later, listings
from pbxdialer.pbx.attempt import Attempt, WireFault
from pbxdialer.pbx.client import QUESTION_DEADLINE_S, Answer, PbxClient


class NotTold(Exception):
    """The PBX did not tell: it said no, in `messages`, or the exchange failed (`failure`)."""

    def __init__(self, messages: tuple[str, ...] = (), failure: Failure | None = None) -> None:
        super().__init__(" · ".join(messages) or (failure.code if failure else "no answer"))
        self.messages = messages
        self.failure = failure

    @property
    def was_reached(self) -> bool:
        """True where the PBX was reached: it lacks, forbids or breaks what it was asked for, or is too slow with it."""
        return self.failure is None or not self.failure.surely_not_sent


@dataclass(frozen=True, slots=True)
class Enquiry:
    """The desk that asks, for one account. Blocks, at the longest `deadline_s` a question: a worker's job."""

    client: PbxClient
    account: Account
    secrets: Secrets
    deadline_s: float = QUESTION_DEADLINE_S

    def telephones(self) -> tuple[Telephone, ...]:
        """Return what every telephone does now. Raises NotTold."""
        return listings.telephones(self._results(self.client.users_status))

    def queue_names(self) -> tuple[str, ...]:
        """Return the queues of the account's project. Raises NotTold."""
        return listings.queue_names(self._results(self.client.queues))

    def record_of(self, call: Call) -> CallRecord | None:
        """Return what the PBX wrote down about `call`, or None while it has not. Raises NotTold."""
        results = self._results(partial(self.client.records, call.external_id))
        return listings.record(results, call.external_id, call.dial_string)

    def schedule(self, call_back: CallBack) -> None:
        """Ask the PBX to place `call_back` when its time comes. Raises NotTold."""
        self._results(partial(self.client.call_later, call_later.saved(call_back, self.account)))

    def scheduled(self, call_backs: Sequence[CallBack]) -> tuple[CallBack, ...]:
        """Return `call_backs` as far as the PBX knows them, with the state it gives. Raises NotTold."""
        wanted = call_later.wanted(call_back.external_id for call_back in call_backs)
        return call_later.known(self._results(partial(self.client.call_later, wanted)), call_backs)

    def look_round(self, call: Call, wanted: LookRound) -> Seen:
        """Ask what is `wanted` about `call`; what the PBX does not tell is named, and raises nothing."""
        telephones: tuple[Telephone, ...] | None = None
        talks, record = False, None
        not_told: dict[str, Exception] = {}
        if wanted.telephones:
            try:
                telephones = self.telephones()
            except NotTold as error:
                not_told["telephones"] = error
        if wanted.customer:
            try:
                phone = telephone_of(call.destination, telephones or ())
                talks = self.customer_talks(call, phone.user if phone else "")
            except NotTold as error:
                not_told["customer"] = error
        if wanted.record:
            try:
                record = self.record_of(call)
            except NotTold as error:
                not_told["record"] = error
        return Seen(telephones, talks, record, not_told)

    def customer_talks(self, call: Call, user: str) -> bool:
        """True where the customer's leg of `call` is up; `user` has the agent's telephone. Raises NotTold."""
        return listings.customer_talks(self._results(self.client.channels), user, call.dial_string)

    def _results(self, question: Callable[[Account, Secrets, Attempt], Answer]) -> object:
        try:
            envelope = question(self.account, self.secrets, Attempt(self.deadline_s)).envelope
        except WireFault as fault:
            raise NotTold(failure=fault.failure) from fault
        if envelope.has_error:
            raise NotTold(envelope.messages)
        return envelope.results
