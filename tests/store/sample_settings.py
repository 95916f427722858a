"""Settings that tests write, break and read again."""

from dataclasses import replace
from uuid import uuid4

from pbxdialer.core.account import Account, Destination, DestinationKind
from pbxdialer.store.settings import Settings, Theme

SALES = Account(uuid4().hex, "Sales", "https://pbx.example", 7, Destination(DestinationKind.USER, "ionescu"))
SUPPORT = replace(SALES, id=uuid4().hex, name="Support", waits_for_agent=True, variables=(("SKIP_WELCOME", "1"),))
TWO = Settings((SALES, SUPPORT), SUPPORT.id, theme=Theme.DARK, language="ro")
