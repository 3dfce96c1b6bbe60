"""The words about files of choices: `--choices`, `writeback choices`, `writeback schema`. Nothing heavy."""

from __future__ import annotations

import argparse

from writeback.domain.texts import _

SCHEMAS = ("choices", "plan", "check", "verify", "apply", "error")


def add_choices_option(parser: argparse.ArgumentParser, *, of_command: bool = False) -> None:
    """`--choices`, before the command; also after it `of_command` that takes it."""
    parser.add_argument(
        "--choices",
        metavar="FILE",
        # Or the command's default would overwrite what was given before it.
        default=argparse.SUPPRESS if of_command else None,
        help=_("fill in the pages from this file; plan and apply work with it, too"),
    )


def add_choices(parser: argparse.ArgumentParser) -> None:
    """`writeback choices`."""
    parser.description = _(
        "Writes what is set on the server and in the tenant now, or what a plan or a run wanted, as a file"
        " that can be edited and given to --choices. `writeback schema choices` describes the file."
    )
    parser.add_argument("-o", "--output", metavar="FILE", help=_("write into FILE, not on standard output"))
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--from-plan", metavar="FILE", help=_("what a plan of `plan -o FILE` wants"))
    source.add_argument(
        "--run", metavar="RUN", help=_("what a run wanted; its id or how that begins, see `writeback runs`")
    )
    parser.add_argument("--yes", action="store_true", help=_("overwrite FILE without asking"))


def add_schema(parser: argparse.ArgumentParser) -> None:
    """`writeback schema`."""
    parser.description = _(
        "Prints a JSON schema: of a file of choices, or of what a command prints with --json. Without a"
        " name it lists the names."
    )
    parser.add_argument("name", nargs="?", choices=SCHEMAS, metavar="NAME", help=", ".join(SCHEMAS))
