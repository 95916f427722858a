"""The demo profile: an account on the demo PBX, for anybody who has no PBX at hand."""

from pbxdialer.core.account import Account, Destination, DestinationKind, Secrets
from pbxdialer.core.dial_plan import DialPlan, NumberForm
from pbxdialer.demo_pbx import DEMO_CREDENTIALS

DEMO_ACCOUNT_ID = "de300000000040008000000000000000"


def demo_account(url: str) -> Account:
    """Return the account of agent ionescu on the demo PBX at `url`."""
    return Account(
        id=DEMO_ACCOUNT_ID,
        name="Demo PBX",
        url=url,
        project_id=1,
        destination=Destination(DestinationKind.USER, "ionescu"),
        dial_plan=DialPlan(form=NumberForm.NATIONAL, region="RO"),
    )


def demo_secrets() -> Secrets:
    """Return the demo PBX's credentials, which open nothing but this computer."""
    return Secrets(
        api_username=DEMO_CREDENTIALS.username,
        api_password=DEMO_CREDENTIALS.password,
        api_key=DEMO_CREDENTIALS.key,
        api_token=DEMO_CREDENTIALS.token,
    )
