"""Entry point: a command goes to the command line, everything else opens the wizard.

Nothing heavy is imported before it is known what is asked: Textual alone costs a quarter of a second.
"""

from __future__ import annotations

import os
import signal
import sys

TYPE_CHECKING = False
"""As `typing` has it, which takes longer to import than everything that this module needs."""
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import FrameType

PLAIN: tuple[list[str], ...] = ([], ["--lab"])
"""The usual ways to open the wizard: not parsing them saves a twentieth of the start."""
REFUSED_TERMINALS = frozenset({"dumb", "unknown"})
"""For these Textual finds neither colours nor a size."""
FIRST_SIGN = "writeback ..."
"""Needs no translation, because no catalogue is loaded yet."""
ERASE_LINE = "\r\x1b[K"
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TALKATIVE = ("TEXTUAL", "TEXTUAL_DEBUG", "TEXTUAL_LOG", "TEXTUAL_SCREENSHOT", "TEXTUAL_SHOW_RETURN")
"""With these Textual writes down what it draws and every error's text, of which some may be secret."""


def main(argv: Sequence[str] | None = None) -> int:
    """Returns the exit status."""
    end_in_silence()
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == ["--version"]:
        return print_version()
    greeted = greet(arguments)
    import gettext

    from writeback.domain.texts import DOMAIN

    gettext.bindtextdomain(DOMAIN, os.path.join(os.path.dirname(__file__), "locale"))
    if arguments in PLAIN:
        return open_wizard(None, "" if arguments else None, greeted=greeted)
    from writeback.cli.arguments import parse

    options = parse(arguments)
    if options.version:
        return print_version()
    if options.command:
        from writeback import cli

        return cli.main(arguments)
    return open_wizard(options.profile, options.lab, greeted=greeted)


def end_in_silence() -> None:
    """Until somebody else takes the signals over: Python would answer Ctrl+C with a traceback."""
    for number in ENDING:
        # Under nohup, or in the background of a script, they are ignored.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, end_at_once)


def end_at_once(number: int, _frame: FrameType | None) -> None:
    """Nothing has been begun that would have to be ended in order."""
    if sys.stderr.isatty():
        os.write(2, ERASE_LINE.encode())
    os._exit(128 + number)


def print_version() -> int:
    """One line on stdout."""
    from writeback import __version__

    print("writeback", __version__)
    return 0


def greet(arguments: Sequence[str]) -> bool:
    """The first visible sign, before anything is imported; only where the wizard is sure to open."""
    if arguments in PLAIN and not why_not_shown(os.environ):
        sys.stderr.write(FIRST_SIGN)
        sys.stderr.flush()
        return True
    return False


def open_wizard(profile: str | None, lab: str | None, *, greeted: bool) -> int:
    """Runs the wizard on this terminal; returns only where it cannot be shown."""
    import gc

    from writeback.domain.errors import ExitStatus

    refusal = why_not(os.environ)
    if refusal:
        from writeback.domain.safe import safe_str

        # It names TERM, and the environment is not ours.
        print(safe_str(refusal), file=sys.stderr)
        return ExitStatus.USAGE
    prepare(os.environ)
    if not greeted:
        print(FIRST_SIGN, end="", file=sys.stderr, flush=True)
    # A tenth of the start is spent looking for garbage among modules that stay for good.
    gc.disable()
    from writeback_tui.app import WizardApp
    from writeback_tui.leaving import end_program, run_wizard
    from writeback_tui.state import WizardState

    app = WizardApp(WizardState(profile_name=profile, lab_name=lab))
    gc.freeze()
    gc.enable()
    # The sign must not stay on the terminal that the user comes back to.
    print(ERASE_LINE, end="", file=sys.stderr, flush=True)
    end_program(run_wizard(app))


def why_not(environ: Mapping[str, str]) -> str:
    """Why the wizard cannot be shown here; empty where it can."""
    from writeback.domain.texts import _

    match why_not_shown(environ):
        case "":
            return ""
        case "no terminal":
            return _("The wizard needs a terminal; for use without one see writeback --help.")
    return _("This terminal (TERM={term}) cannot show the wizard; see writeback --help.").format(
        term=environ.get("TERM", "")
    )


def why_not_shown(environ: Mapping[str, str]) -> str:
    """`no terminal`, `poor terminal`, or empty where the wizard can be shown."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return "no terminal"
    return "poor terminal" if environ.get("TERM", "") in REFUSED_TERMINALS else ""


def prepare(environ: os._Environ[str]) -> None:
    """Settings that Textual reads once, when it is imported; what the user has set stays."""
    # The first two, exported, would win over the terminal's real size and freeze it.
    for name in ("COLUMNS", "LINES", *TALKATIVE):
        environ.pop(name, None)
    environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
    if "SSH_CONNECTION" in environ:
        environ.setdefault("TEXTUAL_FPS", "15")
        # On a bad line a key's sequence may arrive in pieces and would fall apart into characters.
        environ.setdefault("ESCDELAY", "400")


if __name__ == "__main__":
    sys.exit(main())
