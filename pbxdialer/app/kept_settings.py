"""The settings of a profile, opened: read with the policy over them, and written in the background."""

from functools import partial

from pbxdialer.core.policy import NO_POLICY, Policy
from pbxdialer.gui.background import Lane
from pbxdialer.gui.settings_desk import SettingsDesk
from pbxdialer.store.paths import Notice, Places
from pbxdialer.store.settings_file import load, save


def open_settings_desk(
    places: Places, lane: Lane, *, demo: bool, policy: Policy | None
) -> tuple[SettingsDesk, tuple[Notice, ...]]:
    """Return the desk, and what is to be told about its file and the policy, which is this computer's unless given.

    The demo keeps nothing and rings nobody: no policy is needed there, and none would let its PBX in.
    """
    loaded = load(places.settings, NO_POLICY if demo else policy)
    write = (lambda _: None) if demo else partial(save, places.settings, policy=loaded.policy)
    return SettingsDesk(loaded.settings, write, lane, policy=loaded.policy), loaded.notices
