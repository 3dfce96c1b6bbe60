"""One secret, kept in every way: no disk, no byte of the terminal and no environment has it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest
from tests.unit.vault import backends
from tests.wire.vault import leaking_program
from tests.wire.vault.desktop import Desktop

CANARY, PASSPHRASE = "canary-7f3a9c51-Pa55word", "canary-e20b44d8 passphrase"
FORMS = [
    form
    for text in (CANARY.encode(), PASSPHRASE.encode())
    for form in (text, text.decode().encode("utf-16-le"), text.hex().encode(), b64encode(text))
]


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]


@pytest.mark.parametrize("is_unlocked", [True, False])
def test_neither_disk_nor_terminal_has_it(desktop: Desktop, tmp_path: Path, is_unlocked: bool) -> None:
    desktop.start(unlocked=is_unlocked)
    shutil.copy(backends.__file__, tmp_path / "vault_test_backends.py")
    master, slave = os.openpty()
    program = subprocess.Popen(
        [sys.executable, leaking_program.__file__, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=slave,
        stderr=slave,
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "TMPDIR": str(tmp_path),
            "DBUS_SESSION_BUS_ADDRESS": desktop.address,
            "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]),
            "PYTHONDONTWRITEBYTECODE": "1",
            backends.FOLDER: str(tmp_path),
        },
        start_new_session=True,
    )
    os.close(slave)
    assert program.stdin is not None
    program.stdin.write(f"{CANARY}\n{PASSPHRASE}\n".encode())
    program.stdin.close()
    shown = read_all(master)
    assert program.wait() == 0, shown.decode()
    assert b"VaultStatus" in shown
    assert [form for form in FORMS if form in shown] == []
    for path in files_below(tmp_path) + files_below(desktop.folder):
        content = path.read_bytes()
        assert [form for form in FORMS if form in content] == [], path


def test_the_search_finds_it_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "leak").write_text(f"password={CANARY}")
    assert any(form in path.read_bytes() for path in files_below(tmp_path) for form in FORMS)


def read_all(master: int) -> bytes:
    """Until the other end is closed."""
    received = b""
    while True:
        try:
            data = os.read(master, 65_536)
        except OSError:  # how Linux says that a pty's other end is gone
            return received
        received += data
