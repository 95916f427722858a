"""Which formats of the Windows clipboard are kept: those in memory, not what Windows makes again; nothing is lost."""

import pytest

from pbxdialer.desktop.clipboard_formats import Kept, kept_formats
from pbxdialer.desktop.selection import SelectionUnavailable

TEXT, BITMAP, OLD_DRAWING, OEM_TEXT, DIB, PALETTE, UNICODE, DRAWING, FILES, LANGUAGE, DIB_V5 = (
    *(1, 2, 3, 7, 8, 9, 13, 14, 15, 16, 17),
)
HTML, RICH_TEXT = 0xC0A1, 0xC0B2


@pytest.mark.parametrize(
    ("offered", "kept"),
    [
        ([], []),
        ([UNICODE, HTML, LANGUAGE, TEXT, OEM_TEXT], [UNICODE, HTML, LANGUAGE, TEXT, OEM_TEXT]),
        ([BITMAP, DIB, DIB_V5], [DIB, DIB_V5]),
        ([DIB_V5, BITMAP, PALETTE, DIB], [DIB_V5, DIB]),
        ([DRAWING, OLD_DRAWING], [DRAWING]),
        ([OLD_DRAWING, RICH_TEXT, DRAWING], [RICH_TEXT, DRAWING]),
        ([FILES, HTML], [FILES, HTML]),
        ([0x81, 0xC000, 0xFFFF], [0x81, 0xC000, 0xFFFF]),
    ],
)
def test_what_is_memory_is_kept_in_its_order_and_what_is_made_again_is_not(offered: list[int], kept: list[int]) -> None:
    assert kept_formats(offered) == kept


@pytest.mark.parametrize(
    "lost",
    [
        *(BITMAP, PALETTE, OLD_DRAWING),  # alone: made again from nothing
        *(0x80, 0x82, 0x83, 0x8E),  # painted by its owner; shown instead of a picture or a drawing
        *(0x200, 0x2FF, 0x300, 0x3FF),  # a program's own handles
        *(18, 0xBFFF),  # not known
    ],
)
def test_where_something_would_be_lost_nothing_is_begun(lost: int) -> None:
    with pytest.raises(SelectionUnavailable, match=str(lost)):
        kept_formats([UNICODE, lost, HTML])


def test_what_somebody_had_copied_is_in_no_log_and_in_no_traceback() -> None:
    assert "secret" not in repr(Kept(7, ((UNICODE, b"secret"),)))
