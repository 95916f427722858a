"""An account told in words, value by value: what somebody sees before they take it."""

from collections.abc import Callable
from dataclasses import fields

from pbxdialer.core.account import DESTINATION_WORDS, Account, AuthMode, Method
from pbxdialer.core.dial_plan import FORM_WORDS, DialPlan
from pbxdialer.core.language import Language, mark
from pbxdialer.core.plain_text import plain

_AUTH_WORDS = {AuthMode.BODY: mark("User and password"), AuthMode.BEARER: mark("Token")}
_METHOD_WORDS = {
    Method.POST: mark("form fields (POST)"),
    Method.JSON: mark("JSON (POST)"),
    Method.GET: mark("the address (GET)"),
}
_LONGEST_VALUE = 4000  # nothing the settings can hold is cut: it is what somebody agrees to


def account_facts(account: Account, tr: Language) -> tuple[tuple[str, str], ...]:
    """Return what the account is, as pairs of a name and a value: all that is not as usual, and what always matters."""
    plan = account.dial_plan
    first = f"{tr(DESTINATION_WORDS[account.destination.kind])}: {account.destination.name}"
    facts = [
        (tr("Account"), account.name),
        (tr("Address"), account.url),
        (tr("Project"), str(account.project_id)),
        (tr("Sign in with"), tr(_AUTH_WORDS[account.auth])),
        (tr("Rings first"), first),
    ]
    told: dict[str, Callable[[], tuple[str, str]]] = {
        "method": lambda: (tr("Sent in"), tr(_METHOD_WORDS[account.method])),
        "waits_for_agent": lambda: (tr("Wait until my phone is answered"), tr("yes")),
        "ring_timeout_s": lambda: (tr("Rings at most"), f"{account.ring_timeout_s} s"),
        "outbound_number": lambda: (tr("Caller number"), account.outbound_number),
        "outbound_trunk": lambda: (tr("Trunk"), account.outbound_trunk),
        "external_info": lambda: (tr("Kept with each call"), account.external_info),
        "variables": lambda: (tr("Variables"), ", ".join(f"{name}={value}" for name, value in account.variables)),
        "proxy": lambda: (tr("Proxy"), account.proxy),
        "ca_file": lambda: (tr("Issuer"), account.ca_file),
        "takes": lambda: (tr("Numbers it takes by itself"), ", ".join(account.takes)),
        "page": lambda: (tr("Customer's page"), account.page),
        "page_opens_itself": lambda: (tr("Open it when the customer answers"), tr("yes")),
    }
    usual = Account("", "", "", 0, account.destination, account.auth)
    for item in fields(Account):
        if item.name in told and getattr(account, item.name) != getattr(usual, item.name):
            facts.append(told[item.name]())
    facts += _plan_facts(plan, tr)
    return tuple((name, plain(value, _LONGEST_VALUE)) for name, value in facts)


def _plan_facts(plan: DialPlan, tr: Language) -> list[tuple[str, str]]:
    rules = [f"{rule.pattern} → {rule.replacement}" for rule in plan.rewrites]
    facts = [(tr("Country"), plan.region), (tr("Written as"), tr(FORM_WORDS[plan.form]))]
    facts += [(tr("Outside line"), plan.outside_prefix)] if plan.outside_prefix else []
    facts += [(tr("Internal up to"), f"{plan.internal_up_to} {tr('digits')}")]
    return facts + [(tr("Rewrite rule"), rule) for rule in rules]
