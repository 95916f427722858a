"""A newer version of the program, as somebody announces it: only told of, never fetched or installed by the program."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from pbxdialer.core.account import NO_HOST, BadAddress, checked_address
from pbxdialer.core.language import mark

NO_SERVER = mark("The address names no server.")
_VERSION = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}){0,3}")
_LONGEST = 500


class NotAVersion(ValueError):
    """What was told is no version, or its page is no address that may be opened; the message is an English clause."""


@dataclass(frozen=True, slots=True)
class NewerVersion:
    """A version such as ``0.2.0``, and the page where a person reads about it."""

    version: str
    page: str

    @property
    def host(self) -> str:
        """Whose page it is, for sentences."""
        return urlsplit(self.page).hostname or ""


def checked_announcement_address(url: str) -> str:
    """Return `url`, where versions are announced: https, without a login or a query. Raises BadAddress."""
    try:
        checked_address(url)
    except BadAddress as error:
        raise BadAddress(NO_SERVER if str(error) == NO_HOST else str(error)) from error
    return url


def announced(version: object, page: object) -> NewerVersion:
    """Return the version in two JSON values. Raises NotAVersion."""
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise NotAVersion("it names no version")
    if not isinstance(page, str) or len(page) > _LONGEST or not page.isascii() or not page.isprintable():
        raise NotAVersion("its page is no address")
    try:
        checked_address(page.partition("?")[0].partition("#")[0])
    except BadAddress as error:
        raise NotAVersion("its page is no https address") from error
    if any(char in page for char in " \"'<>\\^`{|}"):
        raise NotAVersion("its page is no address")
    return NewerVersion(version, page)


def is_newer(version: str, than: str) -> bool:
    """True where `version` is later than the program's own, number by number; what follows its numbers counts not."""
    ours = re.match(r"[0-9]+(\.[0-9]+)*", than)
    return _numbers(version) > _numbers(ours.group() if ours else "0")


def _numbers(version: str) -> tuple[int, ...]:
    numbers = [int(number) for number in version.split(".")]
    return tuple(numbers + [0] * (4 - len(numbers)))
