"""`writeback help`: the manual on standard output, and the man page that is made of it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from writeback.domain.texts import _, language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from writeback.cli.console import Console
    from writeback.domain.errors import ExitStatus
    from writeback.manual.topic import Topic

LEAST_WIDTH, FALLBACK_WIDTH = 40, 80
NEAREST = 3


def add_help(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument(
        "topic", nargs="?", metavar="TOPIC", help=_("what to read about; without it, the topics are listed")
    )
    parser.add_argument(
        "--man", action="store_true", help=_("print the whole manual as a man page (for `man -l`)")
    )


async def run(options: argparse.Namespace, console: Console) -> ExitStatus:
    """Asks nobody and reads nothing but the manual. Raises InvalidInput for a topic that there is not."""
    from writeback.domain.charset import spelt
    from writeback.domain.errors import ExitStatus
    from writeback.manual.layout import Layout

    if options.man:
        lines = _man_page().splitlines()
    elif options.topic is None:
        lines = [*_contents(_width())]
    else:
        topic = _topic(options.topic)
        lines = [spelt(topic.title.upper()), "", *Layout(_width()).topic(topic)]
    for line in lines:
        console.data(line)
    return ExitStatus.DONE


def _topic(word: str) -> Topic:
    from writeback.domain.errors import InvalidInput
    from writeback.manual.reader import load, names

    known = {_plain(name): name for name in names()}
    if _plain(word) in known:
        return load(known[_plain(word)], language())
    raise InvalidInput(_('The manual has no topic "{word}".').format(word=word), _hint(_plain(word), known))


def _hint(word: str, known: Iterable[str]) -> str:
    import difflib

    from writeback.cli.arguments import COMMANDS

    if word in COMMANDS:
        return _('"writeback {command} --help" explains the command.').format(command=word)
    near = difflib.get_close_matches(word, known, NEAREST)
    if near:
        return _("Near to it: {topics}.").format(topics=", ".join(near))
    return _('"writeback help" lists the topics.')


def _plain(name: str) -> str:
    return name.strip().lower().replace("_", "-")


def _contents(width: int) -> list[str]:
    """One line a topic: its name, and what it is about."""
    from writeback.domain.pages import PAGES
    from writeback.manual.layout import Layout
    from writeback.manual.reader import load
    from writeback.manual.topic import SUBJECTS, Item

    layout, spoken = Layout(width), language()
    lines = [_('"writeback help TOPIC" prints one of these.')]
    for title, some in ((_("Topics"), SUBJECTS), (_("The pages of the wizard"), PAGES)):
        items = [Item(_plain(name), load(name, spoken).brief) for name in some]
        lines += ["", title.upper(), *layout.blocks(items)]
    return lines


def _man_page() -> str:
    from writeback import __version__
    from writeback.cli.arguments import build_parser
    from writeback.manual.man_page import man_page
    from writeback.manual.reader import load, names

    return man_page(build_parser(), [load(name, language()) for name in names()], __version__)


def _width() -> int:
    """Of the terminal, as far as lines stay legible."""
    import shutil

    from writeback.manual.layout import WIDEST

    columns = shutil.get_terminal_size((FALLBACK_WIDTH, 24)).columns
    return max(LEAST_WIDTH, min(WIDEST, columns))
