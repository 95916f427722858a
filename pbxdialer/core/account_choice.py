"""Which account a call goes through when somebody has said so: the contact's group, or the beginning of the number."""

from collections.abc import Sequence

from pbxdialer.core.account import Account
from pbxdialer.core.number import PhoneNumber


def account_for(number: PhoneNumber, groups: Sequence[str], accounts: Sequence[Account]) -> Account | None:
    """Return the account that this call belongs to by a contact's group or an account's rule, or None.

    A contact names its account by a group with the account's name. A rule is a beginning of the number, compared with
    the international spelling (``+49``) where it has a plus, else with the digits as they are; the longest rule wins.
    """
    names = {group.strip().casefold() for group in groups}
    named = next((account for account in accounts if account.name.strip().casefold() in names), None)
    if named is not None:
        return named
    fitting = [(len(rule), account) for account in accounts for rule in account.takes if _fits(rule, number, account)]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _fits(rule: str, number: PhoneNumber, account: Account) -> bool:
    spelled = number.subscriber(account.dial_plan.region) if rule.startswith("+") else number.digits
    return spelled.startswith(rule)
