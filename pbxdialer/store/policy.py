"""The policy of this computer. Where there is none, as nearly everywhere, nothing more is imported for it."""

from pbxdialer.core.policy import NO_POLICY, Policy
from pbxdialer.store.policy_source import machine_document


def machine_policy() -> Policy:
    """Return this computer's policy. Never raises: its faults are told in it."""
    found = machine_document()
    if found is None:
        return NO_POLICY
    from pbxdialer.store.policy_reading import policy_from

    return policy_from(found)
