"""One walk: the program that is there now, the lab behind it, the model, what must hold after every step."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import unified_diff
from itertools import cycle, islice
from pathlib import Path
from unittest import mock

from tests.faults.pages import troubles, truth
from tests.faults.pages.model import HUNG_UP, Model
from tests.faults.pages.program import REACTION, Program
from tests.lab import Lab
from tests.terminal.pty_driver import KEYS

OPTIONS = ("--announce", "--speed", "2000", "--device-code-interval", "0")
KEYBOARD = {**KEYS, "ctrl+q": b"\x11", "ctrl+c": b"\x03", "ctrl+r": b"\x12"}
FAR = 16
"""So many times Enter leads from the first page past the last one."""
RUN_SECONDS = 60.0
"""How long a run without a screen may take once the trouble is over."""
SIZES = ((80, 24), (60, 16), (200, 60), (79, 24), (50, 12), (100, 30), (80, 16))
"""The first is the usual one."""
STORM = 40


@dataclass
class Scene:
    """A lab whose every secret is the canary, for many walks."""

    folder: Path
    lab: Lab
    canary: str
    count: int = 0

    @property
    def runtime(self) -> str:
        return str(self.folder / "runtime")

    def places(self) -> dict[str, str]:
        """Folders of one walk."""
        self.count += 1
        own = self.folder / f"walk-{self.count}"
        return {
            "WRITEBACK_STATE": str(own / "state"),
            "WRITEBACK_CONFIG": str(own / "config"),
            "XDG_RUNTIME_DIR": self.runtime,
        }


@contextmanager
def scene() -> Iterator[Scene]:
    """The lab, announced where only these walks look."""
    folder = Path(tempfile.mkdtemp(prefix="walks-"))
    canary = f"Canary-{secrets.token_hex(8)}!aA1"
    (folder / "runtime").mkdir(mode=0o700)
    (folder / "canary").write_text(canary, encoding="ascii")
    with mock.patch.dict(os.environ, {"XDG_RUNTIME_DIR": str(folder / "runtime")}):
        lab = Lab("contoso", *OPTIONS, "--secret-file", str(folder / "canary"))
    try:
        yield Scene(folder, lab, canary)
    finally:
        lab.stop()
        shutil.rmtree(folder)


@dataclass
class Walk:
    """From a reset lab to the judgement."""

    scene: Scene
    failed: list[str] = field(default_factory=list)
    """Where a failure is told."""
    model: Model = field(default_factory=Model)
    trail: list[str] = field(default_factory=list)
    headings: Counter[str] = field(default_factory=Counter)
    """Of the pages on which a key was pressed, or to which the way was to lead."""

    def __post_init__(self) -> None:
        self.places: Mapping[str, str] = self.scene.places()
        self.lab = self.scene.lab
        self.before = troubles.begin(self.lab)
        self.program = Program(self.places)
        self.program.until("Welcome")

    # What a user does -------------------------------------------------------------------

    def present(self) -> Program:
        """The program; a new one where the last one has ended."""
        if self.program.status is not None or self.program.hung_up:
            self.start()
        return self.program

    def start(self) -> None:
        """On a terminal of its own."""
        self.program.close()
        self.program = Program(self.places)
        self.model.started()
        self.program.until("Welcome")

    def press(self, key: str, times: int = 1) -> None:
        """A key of the keyboard, or a character."""
        program = self.present()
        self.model.pressed(key, program.heading, times)
        self.headings[program.heading] += 1
        program.send(KEYBOARD.get(key, key.encode()) * times)
        program.settle(1.0 if times == 1 else 3.0)

    def press_and_see(self, key: str) -> bool:
        """As somebody who waits for what comes of it: whether anything does. A busy machine draws late."""
        before = self.present().picture()
        self.press(key)
        return self.program.until_so(lambda: self.program.picture() != before, 2.0)

    def onward(self, pages: int) -> bool:
        """As somebody who wants to get through; False when nothing came of it."""
        came = True
        for _page in range(pages):
            program = self.present()
            program.settle(5.0)
            # There Enter would stop the run.
            program.until_so(lambda: "Stop after this step" not in self.program.text)
            if program.is_on("Optional features") and "[ ] Password writeback" in program.text:
                self.press_and_see("space")
            came = came and self.press_and_see("enter")
        return came

    def onward_to(self, page: str) -> bool:
        """Until it is there; False when it is not on the way, or something stands in it."""
        for _page in range(FAR):
            # A page may come late, and Enter on it would lead past it.
            self.present().steady(REACTION)
            if self.program.is_on(page) or not self.onward(1):
                break
        self.headings[self.program.heading] += 1
        return self.program.is_on(page)

    def paste(self, text: str) -> None:
        """As a terminal sends it; never a key."""
        self.present().send(b"\x1b[200~" + text.encode() + b"\x1b[201~")
        self.program.settle(1.0)

    def change(self, records: int) -> bool:
        """Goes on until a run has begun and its journal has so many records; False when none begins."""
        before = len(truth.journals(self.places))
        if not self.onward_to("Ready to configure"):
            return False
        self.press("f8")
        self.program.until_so(lambda: self._records(before) >= records or not self._is_changing())
        return len(truth.journals(self.places)) > before

    def _records(self, before: int) -> int:
        written = truth.journals(self.places)[before:]
        return written[-1].read_bytes().count(b"\n") if written else 0

    def _is_changing(self) -> bool:
        return self.program.is_on("Configuring", "Ready to configure")

    # What happens to the terminal -------------------------------------------------------

    def resize(self, sizes: Sequence[tuple[int, int]], *, at_once: bool) -> None:
        """The window is dragged, slowly or wildly, and is as it was in the end."""
        program = self.present()
        for size in islice(cycle(sizes), STORM) if at_once else sizes:
            program.window(size)
            if not at_once:
                program.settle(1.0)
        program.window(SIZES[0])
        program.settle(2.0)

    def storm(self) -> None:
        """All sizes at once."""
        self.resize(SIZES, at_once=True)

    def shrink(self) -> None:
        """Too small, and large enough again."""
        self.resize(((50, 12),), at_once=False)

    def suspend(self) -> None:
        """Ctrl+Z, and the shell's `fg`; refused while something is being changed."""
        program = self.present()
        program.send(KEYBOARD["ctrl+z"])
        program.until_so(lambda: program.is_stopped or "cannot be suspended" in program.text, 2.0)
        if program.is_stopped:
            self.hold(not (wrong := program.wrong_end()), f"while it is suspended: {wrong}")
        self.go_on()
        if program.is_stopped:
            self.go_on()

    def go_on(self) -> None:
        """A signal that something stopped goes on, whether it was stopped or not."""
        self.present().process.send_signal(signal.SIGCONT)
        self.program.settle()

    def look_away(self) -> None:
        """The terminal's window loses the focus and gets it again."""
        for report in (b"\x1b[O", b"\x1b[I"):
            self.present().send(report)
            self.program.settle(1.0)

    def disturb(self, how: Callable[[Walk], None]) -> None:
        """Afterwards all is shown as before: what has the focus, what was typed, what was ticked."""
        program = self.present()
        before = program.steady()
        how(self)
        if self._may_move():
            return
        same = program.until_so(lambda: program.picture() == before, REACTION)
        changed = unified_diff(before.splitlines(), program.picture().splitlines(), lineterm="", n=0)
        self.hold(same, "the page has changed:\n" + "\n".join(changed))

    def _may_move(self) -> bool:
        return self.model.in_trouble or self.program.is_busy or self.program.is_on("Configuring")

    # How it ends ------------------------------------------------------------------------

    def terminate(self) -> None:
        """As a machine that shuts down."""
        self._signalled(signal.SIGTERM)

    def interrupt(self) -> None:
        """As `kill -INT`."""
        self._signalled(signal.SIGINT)

    def hang_up_by_signal(self) -> None:
        """The terminal is still there."""
        self._signalled(signal.SIGHUP)

    def _signalled(self, number: signal.Signals) -> None:
        program = self.present()
        self.model.signalled(128 + number)
        program.process.send_signal(number)
        self._expect_end(program, f"{number.name} did not end it")

    def hang_up(self) -> None:
        """The line is cut; a run goes on without it."""
        program = self.present()
        self.model.signalled(HUNG_UP)
        program.hang_up()
        self._expect_end(program, "the end of the terminal did not end it")

    def kill(self) -> None:
        """Without a word, and a new start."""
        program = self.present()
        program.process.kill()
        program.process.wait()
        self.start()

    def _expect_end(self, program: Program, otherwise: str) -> None:
        if program.wait(REACTION) is None:
            self.trouble_ends()
            program.wait(RUN_SECONDS)
        self.hold(program.status is not None, otherwise)

    # What happens at the other end ------------------------------------------------------

    def trouble(self, *names: str) -> None:
        """By their names."""
        for name in names:
            self.model.troubled(name)
            troubles.happen(self.lab, name)

    def trouble_ends(self) -> None:
        """Everything that lasts is put right; what is under way may still fail of it."""
        troubles.end(self.lab)

    # What must hold ---------------------------------------------------------------------

    def check(self) -> None:
        """After every step."""
        program = self.program
        if not program.hung_up:
            program.read(0)
        wrong = program.wrong_bytes()
        self.hold(not wrong, f"bytes that act: {wrong}")
        self.hold(self.scene.canary.encode() not in program.sent, "a secret was shown")
        self.hold("Traceback" not in program.text and b"Internal error" not in program.sent, "a defect")
        if self.model.ends and not program.hung_up:
            # It is there or it is ending, and the difference shows only when it is asked for something.
            self.hold(program.reacts(), "it neither ends nor reacts")
        if program.status is None:
            self.hold(program.says_where_one_is(), "nothing has the focus and nothing says why")
            self.model.started()
        else:
            self.hold(program.status in self.model.ends, f"it ended with {program.status}")
            left = program.wrong_end()
            self.hold(not left, f"the terminal was not given back: {left}")

    def rest(self) -> None:
        """Nobody does anything for a while."""
        program = self.present()
        program.settle(6.0)
        if program.status is None:
            self.hold(program.reacts(), "a wish to draw again is not answered")
            self.hold(not program.spins(), "it spins")

    def end(self) -> None:
        """Trouble over, a next start, and the judgement."""
        try:
            self.trouble_ends()
            self.program.close()
            self.lab.advance(3600)
            wrong = [*truth.settle(self.places, dict(os.environ))]
            wrong += truth.wrong(self.before, self.lab.state(), self.model, self.places, self.scene.canary)
            self.hold(not wrong, f"at the end: {wrong}")
        finally:
            self.program.close()

    def hold(self, condition: bool, otherwise: str) -> None:
        """Says what was done and what is on the screen when it does not."""
        if not condition:
            done = "\n".join(self.trail[-40:])
            self.failed.append(f"{otherwise}\n--- done:\n{done}\n--- shown:\n{self.program.text}")
            raise AssertionError(self.failed[0])
