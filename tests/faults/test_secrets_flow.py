"""One canary as every secret of a whole job on the command line; afterwards it is nowhere."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.lab import Lab
from tests.terminal.command_line import CommandLine

CANARY = "Canary-9f3c-Wd!7"
TOKEN = re.compile(rb"eyJ[A-Za-z0-9_-]{20,}")
"""How every token in this field begins: a JSON object in base64."""


def forms(secret: str) -> list[bytes]:
    """The secret as it may be written: plain, as Windows sends it, encoded, in JSON, in a URL."""
    plain, wide = secret.encode(), secret.encode("utf-16-le")
    coded = [base64.b64encode(plain), base64.b64encode(wide), plain.hex().encode(), wide.hex().encode()]
    return [plain, wide, *coded, secret.replace("!", "%21").encode()]


@dataclass
class Watched:
    """Runs commands and keeps all that they show: output, command lines and environments."""

    shell: CommandLine
    seen: list[bytes] = field(default_factory=list)

    def run(self, *words: str, stdin: str = "") -> tuple[int, str]:
        temporary = self.shell.folder / "tmp"
        temporary.mkdir(exist_ok=True)
        with subprocess.Popen(
            [sys.executable, "-m", "writeback_tui", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.shell.environment | {"TMPDIR": str(temporary)},
            cwd=self.shell.folder,
        ) as process:
            assert process.stdin
            process.stdin.write(stdin.encode())
            process.stdin.close()
            process.stdin = None
            output = b""
            while True:
                self._look_at(process.pid)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    output, errors = process.communicate(timeout=0.2)
                    break
        self.seen += [output, errors]
        return process.returncode, output.decode()

    def _look_at(self, pid: int) -> None:
        for name in ("cmdline", "environ"):
            with contextlib.suppress(OSError):
                self.seen.append(Path(f"/proc/{pid}/{name}").read_bytes())

    def everything(self) -> dict[str, bytes]:
        """By where it was found; zip files are looked into."""
        found = {f"shown {number}": data for number, data in enumerate(self.seen)}
        for path in self.shell.folder.rglob("*"):
            if path.is_file():
                found[str(path)] = path.read_bytes()
                if zipfile.is_zipfile(path):
                    with zipfile.ZipFile(path) as file:
                        found |= {f"{path}:{name}": file.read(name) for name in file.namelist()}
        return found


@pytest.mark.parametrize(
    ("scenario", "credential"), [("contoso", "access-token"), ("azure-ad-connect-2021", "password")]
)
def test_a_secret_is_nowhere_after_a_whole_job(
    tmp_path: Path,
    start_lab: Callable[..., Lab],
    monkeypatch: pytest.MonkeyPatch,
    scenario: str,
    credential: str,
) -> None:
    shell = CommandLine(tmp_path / "work")
    shell.folder.mkdir()
    watched = Watched(shell)
    (tmp_path / "secret").write_text(CANARY)
    monkeypatch.setenv("XDG_RUNTIME_DIR", shell.environment["XDG_RUNTIME_DIR"])
    lab = start_lab(scenario, "--announce", "--speed", "600", "--secret-file", str(tmp_path / "secret"))
    assert lab.password == CANARY, "else the test proves nothing"
    shell.add_profile(lab.ready, **{"--tenant-proxy": "http://127.0.0.1:9"})

    assert watched.run("--profile", "test", "--password-stdin", "check", stdin=f"{CANARY}\n")[0] == 1
    assert watched.run("--profile", "test", "--password-stdin", "check", stdin=f"{CANARY}x\n")[0] == 3
    assert watched.run("--lab", "check", "--json")[0] == 0
    plan = ("--lab", "plan", "-o", "plan.json", "--server-credential", credential)
    assert watched.run(*plan)[0] == 5
    status, output = watched.run("--lab", "apply", "plan.json", "--yes", "--json")
    assert status == 0, watched.seen[-1]
    run = json.loads(output)["run"]
    assert watched.run("--lab", "verify")[0] == 0
    assert watched.run("undo", run, "--yes")[0] == 0
    assert watched.run("runs", "--json")[0] == 0
    assert watched.run("report", run, "-o", "report.md")[0] == 0
    assert watched.run("--lab", "report", "--bundle", "bundle.zip", "--check")[0] == 0

    for place, data in watched.everything().items():
        assert not any(form in data for form in forms(CANARY)), place
        assert not TOKEN.search(data), place
