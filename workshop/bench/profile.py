"""The profile that is measured: an agent's account and contacts, as on a working day."""

from pathlib import Path
from uuid import uuid4

from pbxdialer.core.account import Account, Destination, DestinationKind
from pbxdialer.directory.demo_contacts import demo_contacts
from pbxdialer.opening import open_contacts
from pbxdialer.store.paths import places
from pbxdialer.store.settings import Settings, with_account
from pbxdialer.store.settings_file import save


def account_at(url: str, ca_file: str = "") -> Account:
    """Return an account on a PBX at `url`, its numbers sent as typed."""
    return Account(uuid4().hex, "Bench", url, 1, Destination(DestinationKind.USER, "ionescu"), ca_file=ca_file)


def write_profile(folder: Path, account: Account) -> None:
    """Make a profile in `folder`: `account`, and the demo's two hundred contacts."""
    here = places(folder)
    here.prepare()
    settings = with_account(Settings(), account)
    save(here.settings, settings)
    contacts = open_contacts(here, settings.region)
    contacts.add_many(demo_contacts())
    contacts.close()
