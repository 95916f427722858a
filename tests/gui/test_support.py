"""The support bundle in the window: gathered when asked for, read part by part, and only then saved."""

import zipfile
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.gui.conftest import Starter, account_at
from tests.php_oracle import PhpOracle


def test_a_bundle_is_gathered_read_and_saved(start: Starter, qtbot: QtBot, oracle: PhpOracle, tmp_path: Path) -> None:
    program = start(account_at(oracle.url))
    program.open_settings()
    assert program.settings_window is not None
    assert program.desks is not None
    program.settings_window.turn_to("Help")
    desk, page = program.desks.support, program.desks.support.page
    assert page is not None
    assert not page.save_button.isEnabled(), "what nobody has seen cannot be saved"
    page.gather_button.click()
    assert "Gathering" in page.verdict_text()
    qtbot.waitUntil(page.save_button.isEnabled, timeout=60_000)
    shown = {}
    for row in range(page.list.count()):
        page.list.setCurrentRow(row)
        shown[page.list.item(row).text()] = page.preview.toPlainText()
    assert "ok   history" in shown["self-test.txt"]
    assert oracle.url in shown["settings.json"]
    assert "open for business" in shown["log.txt"]
    file = tmp_path / "support.zip"
    desk.save(file)
    qtbot.waitUntil(lambda: "Saved" in page.verdict_text(), timeout=5000)
    with zipfile.ZipFile(file) as bundle:
        assert {name: bundle.read(name).decode() for name in bundle.namelist()} == shown
    desk.save(tmp_path / "nowhere" / "support.zip")
    qtbot.waitUntil(lambda: "✕" in page.verdict_text(), timeout=5000)
    program.settings_window.close()
    assert oracle.originates() == []
