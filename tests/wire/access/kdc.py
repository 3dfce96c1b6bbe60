"""A real Kerberos domain on loopback: the KDC of MIT, its principals, a keytab for the server, tickets."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

REALM = "CORP.CONTOSO.COM"
ADMIN, STRANGER = f"labadmin@{REALM}", f"stranger@{REALM}"
SERVICE = "host/localhost"
PROGRAMS = ("kdb5_util", "kadmin.local", "krb5kdc", "kinit")
MODULES = ("gssapi", "krb5")
_SECRET = "a passphrase of the tests"
_PLACES = os.pathsep.join(["/usr/sbin", "/sbin", os.environ.get("PATH", "")])
_KDC = """\
[kdcdefaults]
 kdc_listen = ""
 kdc_tcp_listen = 127.0.0.1:{port}
[realms]
 {realm} = {{
  database_name = {folder}/principal
  key_stash_file = {folder}/stash
  acl_file = {folder}/acl
 }}
[logging]
 kdc = STDERR
"""
_CLIENT = """\
[libdefaults]
 default_realm = {realm}
 dns_lookup_kdc = false
 dns_lookup_realm = false
 dns_canonicalize_hostname = false
 rdns = false
 udp_preference_limit = 1
[realms]
 {realm} = {{
  kdc = 127.0.0.1:{port}
 }}
[domain_realm]
 localhost = {realm}
"""


def missing() -> str:
    """What keeps the tests from running here; "" when everything is there."""
    programs = [name for name in PROGRAMS if _program(name) is None]
    modules = [name for name in MODULES if find_spec(name) is None]
    parts = []
    if programs:
        parts.append(f"no {', '.join(programs)} (Debian: krb5-kdc krb5-admin-server krb5-user)")
    if modules:
        parts.append(f"no {', '.join(modules)} (the extra kerberos)")
    return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class Realm:
    """A running one. `environment` leads clients and services to it."""

    folder: Path
    environment: Mapping[str, str]

    def get_ticket(self, user: str, cache: str = "tickets") -> str:
        """What somebody does with kinit; returns the name of the cache with the ticket."""
        name = f"FILE:{self.folder / cache}"
        self._run("kinit", "-c", name, user, text=f"{_SECRET}\n")
        return name

    def no_ticket(self) -> str:
        """The name of a cache with nothing in it."""
        return f"FILE:{self.folder / 'nothing'}"

    def without_controller(self, folder: Path) -> Path:
        """A configuration that leads to a port where nobody listens."""
        config = folder / "krb5.conf"
        config.write_text(_CLIENT.format(realm=REALM, port=_free_port()))
        return config

    def _run(self, program: str, *arguments: str, text: str = "") -> None:
        subprocess.run(
            [_program(program) or program, *arguments],
            env={**os.environ, **self.environment},
            input=text.encode(),
            capture_output=True,
            check=True,
        )


@contextmanager
def running_realm(folder: Path) -> Iterator[Realm]:
    """The KDC runs inside the block."""
    port = _free_port()
    names = {"realm": REALM, "folder": folder, "port": port}
    (folder / "kdc.conf").write_text(_KDC.format(**names))
    (folder / "krb5.conf").write_text(_CLIENT.format(**names))
    realm = Realm(
        folder,
        {
            "KRB5_CONFIG": str(folder / "krb5.conf"),
            "KRB5_KDC_PROFILE": str(folder / "kdc.conf"),
            "KRB5_KTNAME": f"FILE:{folder / 'keytab'}",
            "KRB5RCACHETYPE": "none",
        },
    )
    realm._run("kdb5_util", "create", "-s", "-r", REALM, "-P", _SECRET)
    for user in (ADMIN, STRANGER):
        realm._run("kadmin.local", "addprinc", "-pw", _SECRET, user)
    realm._run("kadmin.local", "addprinc", "-randkey", SERVICE)
    realm._run("kadmin.local", "ktadd", "-k", str(folder / "keytab"), SERVICE)
    with _running_kdc(realm):
        yield realm


@contextmanager
def _running_kdc(realm: Realm) -> Iterator[None]:
    """It says "commencing operation" once its port is open."""
    process = subprocess.Popen(
        [_program("krb5kdc") or "krb5kdc", "-n"],
        env={**os.environ, **realm.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        said = ""
        for line in process.stderr:
            said += line
            if "commencing operation" in line:
                break
        else:
            raise AssertionError(f"the KDC did not start: {said}")
        yield
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=5)


def _program(name: str) -> str | None:
    return shutil.which(name, path=_PLACES)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
