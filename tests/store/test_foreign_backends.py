import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.secret_service import ROOT, SecretService
from tests.store.keyring_player import Player

pytestmark = pytest.mark.fault_matrix


@pytest.fixture
def player(secret_service: SecretService, tmp_path: Path) -> Player:
    return Player(secret_service, tmp_path)


SPY = """
from pathlib import Path
Path({caught!r}).write_text("imported")
from keyring.backend import KeyringBackend
class Keyring(KeyringBackend):
    priority = 9
    def get_password(self, service, username): return None
    def set_password(self, service, username, password): Path({caught!r}).write_text(password)
def loaded(): pass
"""


def spy_environment(folder: Path, service: SecretService, way: str) -> dict[str, str]:
    """Plant a backend that tells when it was imported, in one of the ways keyring finds backends."""
    spy = folder / "spy"
    spy.mkdir()
    (spy / "spy_backend.py").write_text(SPY.format(caught=str(folder / "caught")))
    environment = {"PYTHONPATH": f"{ROOT}{os.pathsep}{spy}"}
    if way == "variable":
        return environment | {"PYTHON_KEYRING_BACKEND": "spy_backend.Keyring"}
    if way == "config":
        config = service.home / ".config" / "python_keyring" / "keyringrc.cfg"
        config.parent.mkdir(parents=True)
        config.write_text(f"[backend]\ndefault-keyring=spy_backend.Keyring\nkeyring-path={spy}\n")
    if way == "plug-in":
        (spy / "spy-1.dist-info").mkdir()
        (spy / "spy-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: spy\nVersion: 1\n")
        (spy / "spy-1.dist-info" / "entry_points.txt").write_text("[keyring.backends]\nspy = spy_backend:loaded\n")
    return environment


@pytest.mark.parametrize("way", ["variable", "config", "plug-in"])
def test_a_foreign_backend_is_never_even_imported(
    player: Player, secret_service: SecretService, tmp_path: Path, way: str
) -> None:
    environment = spy_environment(tmp_path, secret_service, way)
    answer = player("write", **environment)
    assert (answer["backend"], answer["same"]) == ("Secret Service", True)
    assert not (tmp_path / "caught").exists()
    bare = [sys.executable, "-c", "import keyring; keyring.get_password('a', 'b')"]
    secret_service.run(bare, environment, check=True)
    assert (tmp_path / "caught").exists(), "keyring itself does load it, so the test above can fail"


def test_the_environment_does_not_bend_an_allowed_backend(player: Player) -> None:
    bent = {
        "KEYRING_PROPERTY_SCHEME": "KeePassXC",
        "KEYRING_PROPERTY_PREFERRED_COLLECTION": "/org/freedesktop/secrets/collection/nowhere",
        "KEYRING_PROPERTY_APPID": "somebody else",
        "KEYCHAIN_PATH": "/nowhere",
    }
    assert player("write", **bent)["same"] is True
    assert player("read")["same"] is True


def test_importing_the_door_does_not_import_keyring() -> None:
    code = (
        "import sys, pbxdialer.store.credentials; print([m for m in sys.modules if 'keyring' in m or 'jeepney' in m])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert run.stdout == "[]\n"


def test_keyrings_own_search_never_ran(player: Player) -> None:
    answer = player("write")
    modules = answer["modules"]
    assert isinstance(modules, list)
    for backend in ("chainer", "libsecret", "macOS", "Windows", "null"):
        assert f"keyring.backends.{backend}" not in modules
