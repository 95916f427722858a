"""A real slapd and a real Radicale, started by tests: unprivileged, in a temporary folder, on a free port."""

import base64
import shutil
import socket
import ssl
import subprocess
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import radicale_cache
from tests.tls_authority import TlsAuthority
from tests.waiting import await_condition

BASE = "dc=acme,dc=example"
MANAGER, PASSWORD = f"cn=manager,{BASE}", "manager's own"
READER, READER_PASSWORD = "ionescu", "dialling 1"
SLAPD = shutil.which("slapd", path="/usr/sbin:/usr/lib/openldap:/usr/libexec") or ""
RADICALE = shutil.which("radicale") or ""
_STARTS_IN_S = 20.0
_TRIES = 6


def free_port() -> int:
    """Return a port of this computer that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


class NotStarted(Exception):
    """The server ended at once; the message is what it said."""


@dataclass
class _Server:
    """A process that listens, is stopped and started again at the same place."""

    folder: Path
    port: int = field(default_factory=free_port)
    _process: "subprocess.Popen[bytes] | None" = None

    def command(self) -> list[str]:
        """Return what starts it in the foreground."""
        raise NotImplementedError

    def start(self) -> None:
        """Start it, and wait until it listens."""
        log = (self.folder / "log").open("ab")
        with log:
            self._process = subprocess.Popen(self.command(), stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        process = self._process

        def listens() -> bool:
            if process.poll() is not None:
                raise NotStarted(f"{process.returncode}: {(self.folder / 'log').read_text(errors='replace')[-2000:]}")
            return _listens(self.port)

        await_condition(listens, _STARTS_IN_S, f"{self.command()[0]} to listen")

    def stop(self) -> None:
        """Stop it, for good or until it is started again."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None


@dataclass
class Slapd(_Server):
    """OpenLDAP's server with one database; `tls_port` speaks TLS from the first byte, `port` with StartTLS."""

    tls: TlsAuthority | None = None
    size_limit: str = "unlimited"
    largest_mb: int = 4  # the file is as long from the beginning, and tests search all files they wrote
    tls_port: int = field(default_factory=free_port)

    def command(self) -> list[str]:
        addresses = f"ldap://127.0.0.1:{self.port}/"
        if self.tls:
            addresses += f" ldaps://127.0.0.1:{self.tls_port}/"
        return [SLAPD, "-d", "0", "-f", str(self._configured()), "-h", addresses]

    def start(self) -> None:
        """Start it.

        WORKAROUND: slapd 2.5.13 starts one time in ten (measured here, with ldapwhoami, too) so that it takes every DN
        for invalid, or ends without a word.
        """
        for _ in range(_TRIES):
            try:
                super().start()
            except NotStarted:
                continue
            if self._knows_names():
                return
            self.stop()
        raise NotStarted(f"{_TRIES} times in a row")

    def _knows_names(self) -> bool:
        where = ["-x", "-H", f"ldap://127.0.0.1:{self.port}", "-D", MANAGER, "-w", PASSWORD]
        return subprocess.run(["ldapwhoami", *where], capture_output=True, check=False).returncode == 0

    def fill(self, entries: Iterable[Mapping[str, str]]) -> None:
        """Put people into the stopped server's database, with slapadd."""
        lines = [f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\ndc: acme\no: Acme\n"]
        lines += [_ldif(entry) for entry in entries]
        command = [SLAPD, "-Tadd", "-q", "-f", str(self._configured())]
        done = subprocess.run(command, input="\n".join(lines).encode(), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]

    def modify(self, ldif: str) -> None:
        """Carry out changes (LDIF with changetype) as the manager."""
        where = ["-x", "-H", f"ldap://127.0.0.1:{self.port}", "-D", MANAGER, "-w", PASSWORD]
        done = subprocess.run(["ldapmodify", *where], input=ldif.encode(), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode(errors="replace")

    def discard(self) -> None:
        """Stop it for good and delete its database."""
        self.stop()
        shutil.rmtree(self.folder / "database")

    def _configured(self) -> Path:
        database = self.folder / "database"
        database.mkdir(exist_ok=True)
        schemas = "\n".join(f"include /etc/ldap/schema/{name}.schema" for name in ("core", "cosine", "inetorgperson"))
        secure = f"TLSCACertificateFile {self.tls.ca_file}\n{self._own_certificate()}" if self.tls else ""
        modules = next((path for path in ("/usr/lib/ldap", "/usr/lib64/openldap") if Path(path).is_dir()), "")
        file = self.folder / "slapd.conf"
        file.write_text(
            f"{schemas}\nmodulepath {modules}\nmoduleload back_mdb\npidfile {self.folder}/pid\n{secure}\n"
            f"sizelimit {self.size_limit}\n"
            f'database mdb\nmaxsize {self.largest_mb << 20}\nsuffix "{BASE}"\nrootdn "{MANAGER}"\nrootpw "{PASSWORD}"\n'
            f"directory {database}\ndbnosync\n"
            "access to attrs=userPassword by anonymous auth by * none\naccess to * by users read by anonymous auth\n"
        )
        return file

    def _own_certificate(self) -> str:
        assert self.tls is not None
        chain, key = self.tls.server_files(self.folder)
        return f"TLSCertificateFile {chain}\nTLSCertificateKeyFile {key}\n"


def person(uid: str, name: str, **attributes: str) -> dict[str, str]:
    """Return an entry of inetOrgPerson."""
    return {"dn": f"uid={uid},{BASE}", "objectClass": "inetOrgPerson", "uid": uid, "cn": name, "sn": name, **attributes}


def _ldif(entry: Mapping[str, str]) -> str:
    return "".join(f"{name}:: {base64.b64encode(text.encode()).decode()}\n" for name, text in entry.items())


@dataclass
class Radicale(_Server):
    """Radicale with one reader and an address book ``people``; `tls` makes it speak https."""

    tls: TlsAuthority | None = None

    @property
    def address(self) -> str:
        """Where it is."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def book(self) -> str:
        """The address book's path."""
        return f"/{READER}/people/"

    def command(self) -> list[str]:
        return [RADICALE, "--config", str(self._configured())]

    def make_book(self, book: str = "people") -> None:
        """Make an empty address book."""
        body = (
            '<mkcol xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"><set><prop><resourcetype><collection/>'
            "<c:addressbook/></resourcetype></prop></set></mkcol>"
        )
        self.ask("MKCOL", f"/{READER}/{book}/", body)

    def put(self, name: str, card: str, book: str = "people") -> None:
        """Put one card."""
        self.ask("PUT", f"/{READER}/{book}/{name}.vcf", card)

    def delete(self, name: str, book: str = "people") -> None:
        """Delete one card."""
        self.ask("DELETE", f"/{READER}/{book}/{name}.vcf", "")

    def ask(self, method: str, path: str, body: str) -> None:
        """Send a request as the reader. Raises AssertionError where it is refused."""
        request = urllib.request.Request(f"{self.address}{path}", body.encode() or None, method=method)
        login = base64.b64encode(f"{READER}:{READER_PASSWORD}".encode()).decode()
        request.add_header("Authorization", f"Basic {login}")
        request.add_header("Content-Type", "text/vcard" if method == "PUT" else "application/xml")
        context = ssl.create_default_context(cafile=self.tls.ca_file) if self.tls else None
        with urllib.request.urlopen(request, timeout=20, context=context) as answer:
            assert answer.status < 300

    def write_cards(self, cards: Mapping[str, str]) -> None:
        """Write many cards into the stopped server's files, and what it remembers of them."""
        folder = self.folder / "collections" / "collection-root" / READER / "people"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".Radicale.props").write_text('{"tag": "VADDRESSBOOK"}')
        for name, card in cards.items():
            (folder / f"{name}.vcf").write_text(card, "utf-8", newline="")
        radicale_cache.warm(RADICALE, folder)

    def discard(self) -> None:
        """Stop it for good and delete its cards."""
        self.stop()
        shutil.rmtree(self.folder / "collections")

    def _configured(self) -> Path:
        secure = ""
        if self.tls:
            chain, key = self.tls.server_files(self.folder)
            secure = f"ssl = True\ncertificate = {chain}\nkey = {key}\n"
        file = self.folder / "radicale.conf"
        file.write_text(
            f"[server]\nhosts = 127.0.0.1:{self.port}\n{secure}"
            f"[auth]\ntype = htpasswd\nhtpasswd_filename = {self.folder}/users\nhtpasswd_encryption = plain\n"
            "delay = 0\n"
            f"[storage]\nfilesystem_folder = {self.folder}/collections\n"
            "[logging]\nlevel = warning\n"
        )
        (self.folder / "users").write_text(f"{READER}:{READER_PASSWORD}\n")
        return file


def card(name: str, number: str, uid: str = "") -> str:
    """Return a vCard 3.0."""
    uid = uid or name
    lines = ("BEGIN:VCARD", "VERSION:3.0", f"UID:{uid}", f"FN:{name}", f"N:{name};;;;", f"TEL;TYPE=CELL:{number}")
    return "\r\n".join((*lines, "END:VCARD", ""))


needs_slapd = pytest.mark.skipif(not SLAPD, reason="missing: slapd and ldap-utils (Debian)")
needs_radicale = pytest.mark.skipif(not RADICALE, reason="missing: radicale (Debian)")
