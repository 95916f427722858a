"""What the PBX wrote down about a call that is over."""

from dataclasses import dataclass

from pbxdialer.core.call import CallResult


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call as the PBX's records have it: how it went, and how long people talked, in seconds, where told."""

    result: CallResult
    talk_s: int | None = None
    duration_s: int | None = None

    @property
    def shown_s(self) -> int | None:
        """The seconds to show: of talking, where the record has them, else of the whole call."""
        return self.duration_s if self.talk_s is None else self.talk_s
