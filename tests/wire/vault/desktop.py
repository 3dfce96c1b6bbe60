"""A private D-Bus with a real gnome-keyring on it, which knows no other service and asks nobody."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

PROGRAMS = ("dbus-daemon", "gnome-keyring-daemon")
LOGIN_PASSWORD = b"the desktop's own password"
PATIENCE_SECONDS = 30.0
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>
"""


def missing() -> str:
    """The programs that are not installed, or may not run: some containers forbid the daemon's capability."""
    return ", ".join(name for name in PROGRAMS if not _runs(name))


def _runs(name: str) -> bool:
    try:
        return shutil.which(name) is not None and not subprocess.call(
            [name, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError:
        return False


class Desktop:
    """Its bus is at `address`; the keyring daemon comes and goes on request."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = f"unix:path={folder / 'bus'}"
        self.daemon: subprocess.Popen[bytes] | None = None
        configuration = folder / "bus.conf"
        configuration.write_text(BUS.format(socket=folder / "bus"))
        self.bus = subprocess.Popen(
            ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--nopidfile", "--print-address"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self.bus.stdout is not None
        assert self.bus.stdout.readline()

    def start(self, *, unlocked: bool = True) -> None:
        """The keyring daemon; without `unlocked` as it is before anybody has logged in."""
        options = ["--unlock"] if unlocked else []
        self.daemon = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--components=secrets", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self._environment(),
        )
        assert self.daemon.stdin is not None
        self.daemon.stdin.write(LOGIN_PASSWORD if unlocked else b"")
        self.daemon.stdin.close()
        self._wait_for_service()

    def lock(self) -> None:
        """As the screen saver does."""
        self._collection("lock")

    def send(self, signal_number: int) -> None:
        """To the keyring daemon."""
        assert self.daemon is not None
        self.daemon.send_signal(signal_number)

    def stop_daemon(self) -> None:
        """Ends the keyring daemon for good, stopped or not."""
        if self.daemon is not None:
            with suppress(ProcessLookupError):
                self.daemon.send_signal(signal.SIGKILL)
            self.daemon.wait()
            self.daemon = None

    def close(self) -> None:
        self.stop_daemon()
        self.bus.kill()
        self.bus.wait()

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG")}
        home = str(self.folder)
        return kept | {
            "DBUS_SESSION_BUS_ADDRESS": self.address,
            "HOME": home,
            "XDG_DATA_HOME": f"{home}/data",
            "XDG_RUNTIME_DIR": f"{home}/run",
        }

    def _wait_for_service(self) -> None:
        """Until the daemon has its name on the bus: nothing tells when, but asking it."""
        import secretstorage

        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            with closing(self._connection()) as bus:
                if secretstorage.check_service_availability(bus):
                    return
            time.sleep(0.01)
        raise AssertionError("gnome-keyring did not come up")

    def _collection(self, action: str) -> None:
        import secretstorage

        with closing(self._connection()) as bus:
            getattr(secretstorage.Collection(bus), action)()

    def _connection(self) -> Any:
        from jeepney.io.blocking import open_dbus_connection

        return open_dbus_connection(self.address)
