"""Check an account without calling anybody: does the PBX take it, and does it know who rings first."""

from dataclasses import dataclass, replace

from pbxdialer.core.account import Account, AuthMode, DestinationKind, Secrets
from pbxdialer.core.connection import ConnectionTest, Doubt
from pbxdialer.core.destinations import PbxLists, Standing
from pbxdialer.core.failure import FailureCode
from pbxdialer.pbx import listings
from pbxdialer.pbx.attempt import Attempt, WireFault
from pbxdialer.pbx.client import QUESTION_DEADLINE_S, PbxClient
from pbxdialer.pbx.wire import Envelope

_WRONG = "x"
_OTHER = {AuthMode.BODY: AuthMode.BEARER, AuthMode.BEARER: AuthMode.BODY}


def check_connection(client: PbxClient, account: Account, secrets: Secrets) -> ConnectionTest:
    """Ask what rings nobody, with the credentials and the signature of a call. Blocks for some seconds; never raises.

    A refusal is looked into with two more questions, one with a wrong key and one with wrong credentials; no more,
    since a PBX may shut out whoever errs too often.
    """
    return _Check(client, account, secrets).verdict()


@dataclass(frozen=True, slots=True)
class _Check:
    client: PbxClient
    account: Account
    secrets: Secrets

    def verdict(self) -> ConnectionTest:
        try:
            answer = self._telephones(self.account, self.secrets)
        except WireFault as fault:
            if fault.failure.code is FailureCode.REPLY_NOT_UNDERSTOOD and self._takes_queues():
                return self._accepted(None)  # it only lacks the list of telephones
            return ConnectionTest(accepted=False, failure=fault.failure)
        if not answer.has_error:
            return self._accepted(answer)
        doubt = self._doubt(answer)
        if doubt is None or (doubt is Doubt.EITHER and self._takes_queues()):
            return self._accepted(None)
        return ConnectionTest(accepted=False, messages=answer.messages, doubt=doubt)

    def _accepted(self, telephones: Envelope | None) -> ConnectionTest:
        lists = PbxLists(listings.telephones(telephones.results) or None if telephones else None)
        knows_project: bool | None = None
        if self.account.destination.kind is DestinationKind.QUEUE:
            ours, all_of_them = self._queues(self.account.project_id), self._queues(None)
            knows_project = bool(ours) if all_of_them else None
            lists = replace(lists, queues=ours if all_of_them else None)
        standing = lists.standing(self.account.destination)
        known = standing if standing is not Standing.BUSY else Standing.FINE
        return ConnectionTest(accepted=True, takes=self._generations(), destination=known, knows_project=knows_project)

    def _generations(self) -> tuple[AuthMode, ...]:
        """Return the generations of credentials the PBX takes, of those whose secrets are here."""
        other = _OTHER[self.account.auth]
        if self.secrets.missing_for(other):
            return (self.account.auth,)
        try:
            refused = self._telephones(replace(self.account, auth=other), self.secrets).has_error
        except WireFault:
            refused = True
        return (self.account.auth,) if refused else (self.account.auth, other)

    def _doubt(self, answer: Envelope) -> Doubt | None:
        """Return what the refusal points at; None where key and credentials were both looked at and found right."""
        wrong_key = replace(self.secrets, api_key=self.secrets.api_key + _WRONG)
        wrong_login = replace(
            self.secrets,
            api_password=self.secrets.api_password + _WRONG,
            api_token=self.secrets.api_token + _WRONG if self.secrets.api_token else "",
        )
        try:
            key_matters = self._telephones(self.account, wrong_key).messages != answer.messages
            login_matters = self._telephones(self.account, wrong_login).messages != answer.messages
        except WireFault:
            return Doubt.EITHER
        match key_matters, login_matters:
            case True, True:
                return None
            case True, False:
                return Doubt.CREDENTIALS
            case False, True:
                return Doubt.SIGNATURE_KEY
        return Doubt.EITHER

    def _takes_queues(self) -> bool:
        try:
            answer = self.client.queues(self.account, self.secrets, Attempt(QUESTION_DEADLINE_S))
        except WireFault:
            return False
        return not answer.envelope.has_error

    def _queues(self, project_id: int | None) -> tuple[str, ...]:
        attempt = Attempt(QUESTION_DEADLINE_S)
        try:
            answer = self.client.queues(self.account, self.secrets, attempt, of_all_projects=project_id is None)
        except WireFault:
            return ()
        return () if answer.envelope.has_error else listings.queue_names(answer.envelope.results)

    def _telephones(self, account: Account, secrets: Secrets) -> Envelope:
        return self.client.users_status(account, secrets, Attempt(QUESTION_DEADLINE_S)).envelope
