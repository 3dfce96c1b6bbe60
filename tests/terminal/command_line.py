"""Runs `writeback` as a person's shell would: a process of its own, in folders of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass
class CommandLine:
    """`folder` holds everything the commands write."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        places = {
            "WRITEBACK_STATE": self.folder / "state",
            "WRITEBACK_CONFIG": self.folder / "config",
            "XDG_RUNTIME_DIR": self.folder / "runtime",
            "PYTHONPATH": f"{ROOT / 'tui'}{os.pathsep}{ROOT / 'backend'}",
        }
        (self.folder / "runtime").mkdir(mode=0o700, exist_ok=True)
        return os.environ | {name: str(place) for name, place in places.items()}

    def run(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Runs one command to its end."""
        return self._run("-m", "writeback_tui", *words, stdin=stdin)

    def python(self, program: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs a program of the test's own, as a stand-in for the command."""
        return self._run("-c", program, *words)

    def _run(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words],
            input=stdin,
            capture_output=True,
            text=True,
            env=self.environment,
            cwd=self.folder,
            timeout=120,
        )

    def json(self, *words: str) -> tuple[int, Any]:
        """Status and parsed stdout."""
        done = self.run(*words, "--json")
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)

    def add_profile(self, ready: dict[str, Any], **changes: str) -> None:
        """Saves the profile `test` for a lab's server; `changes` are options by their whole names."""
        server = ready["server"]
        words = {
            "--host": server["host"],
            "--user-name": server["username"],
            "--port": str(server["https_port"]),
            "--ca-file": ready["ca_file"],
        } | changes
        done = self.run("profile", "add", "test", *[word for pair in words.items() for word in pair])
        assert done.returncode == 0, done.stderr

    @contextmanager
    def serving(self, scenario: str = "contoso", speed: int = 100) -> Iterator[dict[str, Any]]:
        """`writeback lab serve` in the background; yields the ready line."""
        with subprocess.Popen(
            [sys.executable, "-m", "writeback_tui", "lab", "serve", scenario, "--speed", str(speed)],
            stdout=subprocess.PIPE,
            text=True,
            env=self.environment,
        ) as process:
            assert process.stdout
            try:
                yield json.loads(process.stdout.readline())
            finally:
                process.terminate()
                process.wait(timeout=30)
