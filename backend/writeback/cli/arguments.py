"""The words of the command line (design, section 6). Imports nothing heavy: `--help` must be quick."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

from writeback.cli.choices_arguments import add_choices, add_choices_option, add_schema
from writeback.cli.help import add_help
from writeback.cli.profile_arguments import add_profile
from writeback.cli.settings import add_settings
from writeback.cli.window_arguments import add_window
from writeback.domain.charset import shown
from writeback.domain.language import LANGUAGES
from writeback.domain.safe import safe_str
from writeback.domain.texts import N_, _, ngettext

COMMANDS = (
    "profile",
    "rights",
    "check",
    "plan",
    "apply",
    "verify",
    "runs",
    "resume",
    "undo",
    "report",
    "vault",
    "jea",
    "choices",
    "schema",
    "lab",
    "settings",
    "help",
)
STATUS = N_(
    """\
exit status: 0 done or nothing to do, 1 failed, 2 wrong usage, 3 blocked by a finding, 4 outcome in doubt,
5 changes pending (plan), 6 not proven (verify), 7 a secret is needed and nobody can be asked,
128 + n ended by signal n. While a change is going on, SIGINT and SIGTERM stop it after its step, and with
SIGHUP it goes on without the terminal"""
)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose complaints are harmless: they repeat words that may come from outside."""

    def error(self, message: str) -> NoReturn:
        super().error(shown(safe_str(message)))


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The parsed words; `command` is None for the wizard, `lab` None without --lab and '' without a scenario.

    Ends the process with status 2 and one line on stderr when they are wrong.
    """
    # Its own words ("usage", "error") come from our catalogue; it has no other way to be told.
    vars(argparse).update(_=_, ngettext=ngettext)
    return build_parser().parse_args(_with_lab_value(argv))


def _with_lab_value(argv: Sequence[str]) -> list[str]:
    """`--lab check` means the command check, not a scenario of that name."""
    words = list(argv)
    for position, word in enumerate(words):
        following = words[position + 1] if position + 1 < len(words) else "-"
        if word == "--lab" and (following in COMMANDS or following.startswith("-")):
            words[position] = "--lab="
    return words


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = Parser(
        prog="writeback",
        description=_("Enable password writeback for a hybrid tenant. Without a command the wizard opens."),
        epilog=_(STATUS),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help=_("print the version and end"))
    parser.add_argument(
        "--lang", choices=LANGUAGES, help=_("the language, English or Swedish (else the locale's)")
    )
    parser.add_argument("--profile", metavar="NAME", help=_("the saved server and tenant to work on"))
    parser.add_argument(
        "--lab",
        metavar="SCENARIO",
        help=_("work on the built-in lab: the one that `lab serve` runs, else a fresh one"),
    )
    parser.add_argument(
        "--password-stdin", action="store_true", help=_("read the server's password from standard input")
    )
    parser.add_argument(
        "--remember",
        action="store_true",
        help=_("keep the server's password and the sign-in once they have worked, where `vault status` says"),
    )
    parser.add_argument(
        "--vault-passphrase-fd",
        type=int,
        metavar="N",
        help=_("read the passphrase of the sealed file from this open file descriptor"),
    )
    parser.add_argument(
        "--plain",
        action=argparse.BooleanOptionalAction,
        help=_("the wizard as lines and questions: for screen readers, dumb terminals and logs"),
    )
    add_window(parser)
    _add_sign_in(parser)
    add_choices_option(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    add_profile(commands.add_parser("profile", help=_("saved servers and tenants; never a secret")))
    _add_rights(commands.add_parser("rights", help=_("which rights a profile takes, and of whom")))
    check = commands.add_parser("check", help=_("read server and tenant, and list the findings"))
    _add_json(check)
    _add_plan(commands.add_parser("plan", help=_("show what would change; -o keeps it for apply")))
    _add_apply(commands.add_parser("apply", help=_("run exactly that plan, or what a file of choices says")))
    _add_verify(commands.add_parser("verify", help=_("say whether writeback is proven to work, and by what")))
    runs = commands.add_parser("runs", help=_("list what was run, newest first; sends nothing"))
    _add_json(runs)
    _add_resume(commands.add_parser("resume", help=_("settle a run that was interrupted or is in doubt")))
    _add_undo(commands.add_parser("undo", help=_("go back to the state before a run")))
    _add_report(commands.add_parser("report", help=_("the evidence of a run for a ticket; a support bundle")))
    _add_vault(commands.add_parser("vault", help=_("where secrets are, and forgetting them")))
    _add_jea(commands.add_parser("jea", help=_("files for a session configuration with the least rights")))
    add_choices(commands.add_parser("choices", help=_("write a file of choices; never a secret")))
    add_schema(commands.add_parser("schema", help=_("print the JSON schema of a file or of an output")))
    _add_lab(commands.add_parser("lab", help=_("the built-in lab")))
    add_settings(
        commands.add_parser("settings", help=_("the wizard's settings, and its actions with their keys"))
    )
    add_help(commands.add_parser("help", help=_("the manual: its topics, one of them, or a man page")))
    return parser


def _add_sign_in(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sign-in",
        choices=("device-code", "azure-cli", "certificate", "client-secret"),
        help=_("how to sign in to the tenant (else the profile's way)"),
    )
    parser.add_argument(
        "--sign-in-secret-fd",
        type=int,
        metavar="N",
        help=_(
            "read the application's secret, or its certificate's passphrase, from this open file descriptor"
        ),
    )
    parser.add_argument(
        "--qr", action="store_true", help=_("show the address of a device code as QR code, too")
    )


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("print data as JSON on standard output"))


def _add_rights(parser: argparse.ArgumentParser) -> None:
    _add_json(parser)
    parser.add_argument(
        "--check", action="store_true", help=_("read server and tenant first, and say what is missing")
    )
    parser.add_argument(
        "--edition", choices=("now", "2021"), default="now", help=_("whose documents count without --check")
    )


def _add_plan(parser: argparse.ArgumentParser) -> None:
    _add_json(parser)
    add_choices_option(parser, of_command=True)
    parser.add_argument("-o", "--output", metavar="FILE", help=_("write the plan for `writeback apply FILE`"))
    parser.add_argument("--runbook", action="store_true", help=_("print the steps as readable PowerShell"))
    parser.add_argument("--disable", action="store_true", help=_("plan the disabling instead"))
    parser.add_argument("--no-start-sync", action="store_true", help=_("start no delta cycle at the end"))
    parser.add_argument(
        "--pause-scheduler", action="store_true", help=_("pause the scheduler during the run")
    )
    parser.add_argument("--no-switches", action="store_true", help=_("leave the tenant's two switches alone"))
    parser.add_argument(
        "--no-unlock", action="store_true", help=_("do not allow unlocking an account without a reset")
    )
    parser.add_argument(
        "--switches",
        choices=("assisted", "portal-api"),
        help=_("how to set the switches (else the profile's way)"),
    )
    parser.add_argument(
        "--server-credential",
        choices=("none", "access-token", "password"),
        help=_("what the server is given to act in the tenant (else what fits)"),
    )
    parser.add_argument(
        "--ticket", default="", metavar="TEXT", help=_("ticket or reason, kept in the journal")
    )


def _add_apply(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE", help=_("a plan made by `writeback plan -o FILE`"))
    add_choices_option(parser, of_command=True)
    parser.add_argument("--yes", action="store_true", help=_("do not ask before the change"))
    _add_json(parser)


def _add_resume(parser: argparse.ArgumentParser) -> None:
    parser.description = _(
        "Reads what became of the run's steps, puts back what it had paused, then goes on, stops or undoes. "
        "No step is sent again before its effect has been read."
    )
    parser.add_argument(
        "run", nargs="?", metavar="RUN", help=_("its id or how that begins; else the one that is not settled")
    )
    choice = parser.add_mutually_exclusive_group()
    for word, text in (
        ("go-on", _("run what is left of exactly that plan")),
        ("stop", _("leave everything as it is now; nothing more is sent")),
        ("undo", _("go back to the state before the run")),
    ):
        choice.add_argument(f"--{word}", dest="choice", action="store_const", const=word, help=text)
    parser.add_argument("--yes", action="store_true", help=_("do not ask before the change that undoes"))
    _add_json(parser)


def _add_undo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", help=_("its id or how that begins; see `writeback runs`"))
    parser.add_argument("--yes", action="store_true", help=_("do not ask before the change"))
    _add_json(parser)


def _add_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", nargs="?", metavar="RUN", help=_("its id or how that begins"))
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help=_("write the report into a new file instead of standard output"),
    )
    parser.add_argument(
        "--bundle",
        metavar="FILE",
        help=_("write a zip for support instead: versions, states, codes; no names, sentences or secrets"),
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help=_("read server and tenant first, so that the bundle has findings"),
    )


def _add_verify(parser: argparse.ArgumentParser) -> None:
    _add_json(parser)
    parser.add_argument(
        "--canary",
        metavar="UPN",
        help=_(
            "really reset the password of this test user, to a random one that nobody knows, and follow it; "
            "Entra allows five attempts an hour for one account, then none for a day"
        ),
    )
    parser.add_argument("--yes", action="store_true", help=_("do not ask before the reset"))


def _add_vault(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    _add_json(actions.add_parser("status", help=_("the place in effect, why, and what is kept there")))
    forget = actions.add_parser("forget", help=_("remove what is kept, in every place, and look again"))
    forget.add_argument("--all", action="store_true", help=_("of every profile, the sealed file with it"))
    # SUPPRESS, or the sub-command's default would overwrite a --profile given before the command.
    forget.add_argument(
        "--profile", metavar="NAME", default=argparse.SUPPRESS, help=_("of this profile only")
    )
    forget.add_argument("--yes", action="store_true", help=_("do not ask before the removal"))
    _add_json(forget)


def _add_jea(parser: argparse.ArgumentParser) -> None:
    parser.description = _(
        "Writes a role capability and a session configuration (Just Enough Administration) for exactly the "
        "commands that this program sends, with instructions for an administrator of the server."
    )
    parser.add_argument("-o", "--output", required=True, metavar="DIR", help=_("folder for the files"))
    parser.add_argument(
        "--group",
        default="CONTOSO\\Writeback-Operators",
        metavar="GROUP",
        help=_("who may use it (default: %(default)s)"),
    )
    _add_json(parser)


def _add_lab(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    _add_json(actions.add_parser("list", help=_("scenarios, one line each")))
    serve = actions.add_parser("serve", help=_("run a lab until it is stopped; prints its addresses as JSON"))
    serve.add_argument("scenario", nargs="?", default="contoso", metavar="SCENARIO")
    serve.add_argument("--speed", type=float, metavar="N", help=_("lab seconds in one real second"))
