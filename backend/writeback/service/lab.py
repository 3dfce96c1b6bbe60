"""The lab as its users see it: a process of its own, found or started, spoken to over its own HTTP API."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import ssl
import sys
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from writeback.domain.errors import InvalidInput, LabFailed
from writeback.domain.facts import SwitchMethod
from writeback.domain.secret import Secret
from writeback.domain.target import AZURE_POWERSHELL, Cloud, Profile, ServerAddress
from writeback.domain.texts import _

START_SECONDS = 20.0
CONTROL_SECONDS = 10.0
STOP_SECONDS = 3.0

Ready = dict[str, Any]
"""The line that a lab prints when it is ready."""


@dataclass
class Lab:
    """One running lab. `is_ours` says that it was started for this command only and ends with it."""

    ready: Ready
    is_ours: bool
    process: asyncio.subprocess.Process | None = field(default=None, repr=False)

    @property
    def scenario(self) -> str:
        return str(self.ready["scenario"])

    @property
    def identity(self) -> str:
        """Names this one instance: its process and its address."""
        return f"{self.ready['pid']}:{self.ready['control']}"

    @property
    def title(self) -> str:
        return str(self.ready.get("title", self.scenario))

    @property
    def speed(self) -> float:
        """Lab seconds in one real second."""
        return float(self.ready["speed"])

    @property
    def operator(self) -> str:
        """Who approves a device code when nobody else is named."""
        return str(self.ready["tenant"].get("operator", ""))

    def profile(self) -> Profile:
        """A profile that points at this lab, and opts in to what only a lab may have by default."""
        server, tenant = self.ready["server"], self.ready["tenant"]
        ca_file = str(self.ready["ca_file"])
        return Profile(
            name=f"lab-{self.scenario}",
            server=ServerAddress(
                host=server["host"], user_name=server["username"], port=server["https_port"], ca_file=ca_file
            ),
            tenant=tenant["id"],
            client_id=AZURE_POWERSHELL,
            cloud=Cloud("lab", tenant["authority"], tenant["graph"], tenant["portal"], ca_file, is_lab=True),
            switches=SwitchMethod.PORTAL_API,
            hand_over_token=True,
        )

    def server_password(self) -> Secret:
        """The password of the lab's user on the server."""
        return _secret_of(self.ready["server"]["password_file"])

    def cloud_password(self) -> Secret:
        """The password of the lab's cloud administrator."""
        return _secret_of(self.ready["cloud_password_file"])

    async def approve(self) -> None:
        """Approves the pending device code as the lab's administrator."""
        await self._control("approve", {})

    async def save_portal(self, write_back_passwords: bool, unlock_without_reset: bool) -> None:
        """Plays the admin who sets both switches in the simulated portal and presses Save."""
        await self._control(
            "portal", {"write_back_passwords": write_back_passwords, "account_unlock": unlock_without_reset}
        )

    async def close(self) -> None:
        """Ends the lab if it was started for this command."""
        if self.process is None or self.process.returncode is not None:
            return
        self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), STOP_SECONDS)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()

    async def _control(self, action: str, content: dict[str, Any]) -> None:
        await asyncio.to_thread(self._post, action, content)

    def _post(self, action: str, content: dict[str, Any]) -> None:
        url = urlsplit(self.ready["control"])
        token = _secret_of(self.ready["control_token_file"]).reveal()
        try:
            tls = ssl.create_default_context(cafile=self.ready["ca_file"])
        except OSError as error:
            raise _no_answer() from error
        connection = http.client.HTTPSConnection(
            url.hostname or "localhost", url.port, timeout=CONTROL_SECONDS, context=tls
        )
        try:
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            connection.request("POST", f"{url.path}/{action}", json.dumps(content), headers)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            raise _no_answer() from error
        finally:
            connection.close()
        if status >= 400:
            raise LabFailed(
                _('The lab refused "{action}" (HTTP {status}).').format(action=action, status=status),
                _("There may be nothing to do at the moment; try again."),
            )


def lab_command(*arguments: str) -> list[str]:
    """The command line that runs the lab's own program."""
    return [sys.executable, "-m", "writeback.lab", *arguments]


async def find_or_start(scenario: str) -> Lab:
    """The lab that `lab serve` runs for this user, else a fresh one; '' takes any scenario.

    Raises LabFailed, or InvalidInput for an unknown scenario.
    """
    running = find()
    if running and scenario in ("", running.scenario):
        return running
    return await start(scenario or "contoso")


def find() -> Lab | None:
    """The lab announced by `lab serve`, if its process lives."""
    path = _announcement()
    try:
        ready = json.loads(path.read_text(encoding="utf-8"))
        if path.stat().st_uid != os.getuid():
            return None
        os.kill(int(ready["pid"]), 0)
        return Lab(ready, is_ours=False)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _announcement() -> Path:
    import platformdirs

    with warnings.catch_warnings():
        # Without a session manager platformdirs warns on stderr and takes a folder in /tmp: good enough here.
        warnings.simplefilter("ignore")
        return Path(platformdirs.user_runtime_path("writeback")) / "lab.json"


async def start(scenario: str) -> Lab:
    """Starts a lab that ends with this process."""
    command = lab_command("serve", scenario, "--parent", str(os.getpid()))
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        # A Ctrl+C at the terminal is for the front end; it ends the lab in its own order.
        start_new_session=True,
    )
    if process.stdout is None or process.stderr is None:
        raise _no_answer()
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
    except TimeoutError as error:
        process.kill()
        raise _no_answer() from error
    if not line:
        await _explain_end(process, scenario)
    return Lab(json.loads(line), is_ours=True, process=process)


async def scenarios() -> list[dict[str, Any]]:
    """Every scenario: name, title, diagnoses."""
    process = await asyncio.create_subprocess_exec(
        *lab_command("list", "--json"), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    output, _errors = await process.communicate()
    if process.returncode:
        raise _no_answer()
    found: list[dict[str, Any]] = json.loads(output)
    return found


async def _explain_end(process: asyncio.subprocess.Process, scenario: str) -> None:
    if await process.wait() == 2:
        known = ", ".join(str(entry["name"]) for entry in await scenarios())
        raise InvalidInput(
            _('There is no scenario "{name}".').format(name=scenario),
            _("Choose one of: {names}.").format(names=known),
        )
    raise _no_answer()


def _no_answer() -> LabFailed:
    return LabFailed(_("The lab did not start or does not answer."), _("Start it again."))


def _secret_of(path: str) -> Secret:
    try:
        return Secret(Path(path).read_text(encoding="utf-8").strip())
    except OSError as error:
        raise _no_answer() from error
