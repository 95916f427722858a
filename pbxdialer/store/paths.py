"""Where the program keeps its things: private folders, made on demand, on this computer only (never roaming)."""

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from pbxdialer.core.language import Language, mark
from pbxdialer.store.socket_place import APP, socket_of, socket_of_login

UNUSABLE_FOLDER = mark("This folder cannot be used: {detail}.")


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know about the program's files: an English source text with ``{detail}`` in it."""

    text: str
    detail: str

    def sentence(self, tr: Language) -> str:
        """Return the notice in the language of `tr`."""
        return tr(self.text, detail=self.detail)


@dataclass(frozen=True, slots=True)
class Places:
    """Every file and folder of one profile. `sessions` holds a lock file per running process.

    `folder` may be one a person made; all folders below it are the program's own and private. `socket` is where a
    second start finds the first (on Windows it only names the pipe).
    """

    folder: Path
    settings: Path
    calls: Path
    contacts: Path
    backups: Path
    logs: Path
    sessions: Path
    instance_lock: Path
    socket: Path

    def prepare(self) -> tuple[Notice, ...]:
        """Make the folders, mode 0700; return a notice for each that cannot be used, for the program goes on."""
        steps = [(_make, self.folder), (_make, self.settings.parent)]
        own = (self.calls.parent, self.backups, self.logs, self.sessions, self.socket.parent)
        notices = []
        for step, folder in steps + [(_make_private, folder) for folder in own]:
            try:
                step(folder)
            except OSError as error:
                notices.append(Notice(UNUSABLE_FOLDER, f"{folder} ({error.strerror})"))
        return tuple(notices)


def places(data_dir: Path | None) -> Places:
    """Return the places of the profile in `data_dir`, or of this user's own where it is None. Makes nothing yet."""
    if data_dir is not None:
        folder = data_dir.expanduser().resolve()  # one place must not have two sockets
        return _laid_out(folder, folder, folder / "logs", Path(socket_of(str(folder))))
    from platformdirs import PlatformDirs

    system = PlatformDirs(APP, appauthor=False, roaming=False)
    data = system.user_data_path
    socket = Path(socket_of_login() or socket_of(str(data)))
    return _laid_out(data, system.user_config_path, system.user_log_path, socket)


def _laid_out(folder: Path, settings: Path, logs: Path, socket: Path) -> Places:
    private = folder / "data"
    return Places(
        folder=folder,
        settings=settings / "settings.json",
        calls=private / "calls.sqlite",
        contacts=private / "contacts.sqlite",
        backups=folder / "backups",
        logs=logs,
        sessions=folder / "sessions",
        instance_lock=private / "window.lock",
        socket=socket,
    )


def _make(folder: Path) -> None:
    """Make `folder`, and those above it, private; what is already there belongs to a person and stays as it is."""
    for missing in [path for path in (*reversed(folder.parents), folder) if not path.exists()]:
        missing.mkdir(mode=0o700, exist_ok=True)
    if not folder.is_dir():
        raise NotADirectoryError(0, "it is not a folder")


def _make_private(folder: Path) -> None:
    """Make `folder`, or shut the existing one to others. Refuses links and folders of other users."""
    _make(folder)
    if sys.platform == "win32":
        return  # below %LOCALAPPDATA% a folder inherits that only its user may enter
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise PermissionError(0, "it is not a folder of your own")
    if stat.S_IMODE(found.st_mode) & 0o077:
        folder.chmod(0o700)
