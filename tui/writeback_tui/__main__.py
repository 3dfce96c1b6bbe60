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
    from argparse import Namespace
    from collections.abc import Mapping, Sequence
    from types import FrameType

    from writeback.choices_file import Answers
    from writeback.settings import Settings
    from writeback_tui.terminal_profile import Window

PLAIN: tuple[list[str], ...] = ([], ["--lab"])
"""The usual ways to open the wizard: not parsing them saves a twentieth of the start."""
PLAIN_MODE = "--plain"
REFUSED_TERMINALS = frozenset({"dumb", "unknown", "vt52", "vt100", "vt102"})
"""For the first Textual finds neither colours nor a size; the others lack sequences that cannot be spared."""
FIRST_SIGN = "writeback ..."
"""Needs no translation, because no catalogue is loaded yet."""
LOCALE = os.path.join(os.path.dirname(__file__), "locale")
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
    # Before anything is imported: the first sign is due as soon as Python itself is there.
    greeted = greet(arguments)
    choose_charset(arguments)
    from writeback.domain.language import asked_for, of_locale, without_option
    from writeback.domain.texts import choose_language

    said = asked_for(arguments)
    words = without_option(arguments)
    greeted = greeted or greet(words)
    choose_language(said or of_locale(os.environ), LOCALE)
    from writeback_tui import wishes

    settings = wishes.settings_here(said, LOCALE)
    if words in PLAIN and not settings.window.plain:
        return open_wizard(None, "" if words else None, settings, greeted=greeted)
    from writeback.cli.arguments import parse

    options = parse(words)
    if options.version:
        return print_version()
    if options.command:
        from writeback import cli

        wishes.note(settings)
        return cli.main(words)
    filled = answers_in(options.choices)
    if wishes.is_plain(options, settings):
        if greeted:
            print(ERASE_LINE, end="", file=sys.stderr, flush=True)
        return open_plain(options, settings, filled)
    return open_wizard(options.profile, options.lab, settings, greeted=greeted, asked=options, filled=filled)


def answers_in(file: str | None) -> Answers | None:
    """What the file of --choices says; as for wrong words, the program ends where it cannot be used."""
    if file is None:
        return None
    from writeback.choices_file import read
    from writeback.domain.charset import shown
    from writeback.domain.errors import WritebackError
    from writeback.domain.safe import safe_str

    try:
        return read(file)
    except WritebackError as error:
        print(shown(safe_str(f"writeback: {error.sentence()}", 1024)), file=sys.stderr)
        raise SystemExit(error.exit_status) from None


def choose_charset(arguments: Sequence[str]) -> None:
    """Before the first text: an answer about wrong words is in letters that the terminal has, too."""
    from writeback.domain.charset import charset_of, choose

    asked = {"--ascii": True, "--no-ascii": False}
    wishes = [asked[word] for word in arguments if word in asked]
    encoding = getattr(sys.stderr, "encoding", None) or "ascii"
    found = charset_of(os.environ, encoding, coerces=bool(sys.flags.utf8_mode))
    choose(found, ascii_only=wishes[-1] if wishes else None, everywhere=wishes[-1:] == [True])


def end_in_silence() -> None:
    """Until somebody else takes the signals over: Python would answer Ctrl+C with a traceback."""
    for number in ENDING:
        # Under nohup, or in the background of a script, they are ignored.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, end_at_once)


def end_at_once(number: int, _frame: FrameType | None) -> None:
    """Nothing has been begun that would have to be ended in order."""
    if sys.stderr.isatty() and PLAIN_MODE not in sys.argv:
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


def open_wizard(
    profile: str | None,
    lab: str | None,
    settings: Settings,
    *,
    greeted: bool,
    asked: Namespace | None = None,
    filled: Answers | None = None,
) -> int:
    """Runs the wizard on this terminal; returns only where it cannot be shown."""
    import gc

    from writeback.domain.errors import ExitStatus

    refusal = why_not(os.environ)
    if refusal:
        from writeback.domain.charset import shown
        from writeback.domain.safe import safe_str

        # It names TERM, and the environment is not ours.
        print(shown(safe_str(refusal)), file=sys.stderr)
        return ExitStatus.USAGE
    prepare(os.environ)
    if not greeted:
        print(FIRST_SIGN, end="", file=sys.stderr, flush=True)
    # A tenth of the start is spent looking for garbage among modules that stay for good; the application
    # looks for it again once it has drawn its first frame.
    gc.disable()
    from writeback_tui.sparing import without_palette

    with without_palette():
        from writeback_tui.app import WizardApp
    from writeback_tui.leaving import end_program, run_wizard
    from writeback_tui.state import WizardState

    state = WizardState(profile_name=profile, lab_name=lab)
    state.fill_in(filled)
    app = WizardApp(state, window=window_here(asked, settings))
    app.take_settings(settings)
    # The sign must not stay on the terminal that the user comes back to.
    print(ERASE_LINE, end="", file=sys.stderr, flush=True)
    end_program(run_wizard(app))


def open_plain(options: Namespace, settings: Settings, filled: Answers | None) -> int:
    """Runs the same pages as lines and questions; whatever the standard streams are."""
    prepare(os.environ)
    # Textual is never asked to draw, so what it could find out about the terminal does not matter.
    window = window_here(options, settings)
    from writeback_tui.leaving import end_program
    from writeback_tui.plain.app import PlainApp, run_plain
    from writeback_tui.state import WizardState

    state = WizardState(profile_name=options.profile, lab_name=options.lab)
    state.fill_in(filled)
    app = PlainApp(state, window=window, password_first=options.password_stdin)
    app.take_settings(settings)
    end_program(run_plain(app))


def window_here(asked: Namespace | None, settings: Settings) -> Window:
    """What was asked for, over what the terminal is found to be; the environment says the same from now."""
    from writeback.domain.charset import choose
    from writeback_tui.terminal_profile import found_here, window_of
    from writeback_tui.wishes import wishes_of

    window = window_of(found_here(os.environ), wishes_of(asked, settings))
    choose(window.charset, ascii_only=window.ascii, everywhere=bool(window.ascii))
    # Textual looks whether it is there; the rest of the world (no-color.org) whether it says anything.
    os.environ.pop("NO_COLOR", None)
    if window.no_color:
        os.environ["NO_COLOR"] = "1"
    return window


def why_not(environ: Mapping[str, str]) -> str:
    """Why the wizard cannot be shown here; empty where it can."""
    from writeback.domain.texts import _

    match why_not_shown(environ):
        case "":
            return ""
        case "no terminal":
            return _(
                "The wizard needs a terminal. `writeback --plain` asks the same line by line without one; "
                "for use without questions see writeback --help."
            )
    text = _(
        "This terminal (TERM={term}) cannot show the wizard. `writeback --plain` asks the same line by line. "
        "If the terminal is more than its name says, name another: TERM=xterm writeback"
    )
    return text.format(term=environ.get("TERM", ""))


def why_not_shown(environ: Mapping[str, str]) -> str:
    """`no terminal`, `poor terminal`, or empty where the wizard can be shown."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return "no terminal"
    # A name may be followed by options of the terminal, as in vt100-nav.
    return "poor terminal" if environ.get("TERM", "").partition("-")[0] in REFUSED_TERMINALS else ""


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
