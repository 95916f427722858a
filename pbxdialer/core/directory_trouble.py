"""What keeps a company directory from being read, and the sentence for it."""

from enum import StrEnum

from pbxdialer.core.language import Language, mark


class Trouble(StrEnum):
    """Why a directory was not read. What is kept of it stays as it was."""

    AWAY = "away"
    NOT_SECURE = "not_secure"
    BAD_CA_FILE = "bad_ca_file"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a name, no password
    NO_PASSWORD = "no_password"  # noqa: S105
    KEYRING = "keyring"
    FORBIDDEN = "forbidden"
    WRONG_BASE = "wrong_base"
    BAD_FILTER = "bad_filter"
    ONLY_A_PART = "only_a_part"
    TOO_MUCH = "too_much"
    ELSEWHERE = "elsewhere"
    BAD_SETTING = "bad_setting"
    NOT_UNDERSTOOD = "not_understood"


SENTENCES = {
    Trouble.AWAY: mark("The server does not answer ({detail})."),
    Trouble.NOT_SECURE: mark("There is no secure connection to the server: {detail}."),
    Trouble.BAD_CA_FILE: mark("The file with the certificate issuer cannot be used: {detail}."),
    Trouble.WRONG_PASSWORD: mark("The server does not accept the user or the password."),
    Trouble.NO_PASSWORD: mark("The password is missing; please enter it in the settings."),
    Trouble.KEYRING: mark("The keyring did not hand the password out: {detail}."),
    Trouble.FORBIDDEN: mark("This user may not read the directory."),
    Trouble.WRONG_BASE: mark("The server has no directory at this place: {detail}."),
    Trouble.BAD_FILTER: mark("The filter cannot be understood."),
    Trouble.ONLY_A_PART: mark("The server gives only a part of its entries. A narrower filter or base may help."),
    Trouble.TOO_MUCH: mark("There is more in the directory than this program reads at once ({detail})."),
    Trouble.ELSEWHERE: mark("The server sends this program to another one, {detail}, where the password is not sent."),
    Trouble.BAD_SETTING: mark("The directory's settings cannot be used: {detail}"),
    Trouble.NOT_UNDERSTOOD: mark("The server's answer cannot be understood ({detail})."),
}


class DirectoryTrouble(Exception):
    """The directory was not read, for this reason; `detail` is plain text and holds no secret."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble}: {detail}" if detail else trouble.value)
        self.trouble = trouble
        self.detail = detail

    def sentence(self, tr: Language) -> str:
        """Return what to tell a person."""
        return tr(SENTENCES[self.trouble], detail=tr(self.detail))
