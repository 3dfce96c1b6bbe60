"""The manual as one man page (roff): the words of the command line, then every topic.

writeback help --man | man -l -
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from writeback.domain.texts import _
from writeback.manual.layout import heading, note
from writeback.manual.topic import Block, Command, Document, Entry, Item, Paragraph, Section, Topic

ESCAPES = str.maketrans(
    {"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti", '"': r"\(dq"}
)
"""Without these a formatter puts typographic characters, which cannot be copied into a shell."""
_NOT_ASCII = re.compile("[^\x00-\x7f]")


def man_page(parser: argparse.ArgumentParser, topics: Sequence[Topic], version: str) -> str:
    """The whole page; the first topic is its description."""
    overview, others = topics[0], topics[1:]
    lines = [
        f'.TH WRITEBACK 1 "" "{escaped(f"writeback {version}")}" "{escaped(_("User commands"))}"',
        # Neither broken words nor stretched lines: both spoil what is to be copied.
        ".nh",
        ".ad l",
        f".SH {escaped(_('NAME'))}",
        f"writeback \\- {escaped(_('password writeback for a hybrid tenant, from a terminal'))}",
        f".SH {escaped(_('SYNOPSIS'))}",
        rf".B writeback\fR {escaped(_('[OPTION ...] [COMMAND ...]'))}",
        *_topic(overview, _("DESCRIPTION")),
        f".SH {escaped(_('OPTIONS'))}",
        *_options(parser),
        f".SH {escaped(_('COMMANDS AND THEIR OPTIONS'))}",
        *_commands(parser),
        *(line for topic in others for line in _topic(topic, topic.title.upper())),
        f".SH {escaped(_('SEE ALSO'))}",
        *_see_also(topics),
    ]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Text that roff prints as it is, at any place but the beginning of a line."""
    text = " ".join(text.split()).translate(ESCAPES)
    return _NOT_ASCII.sub(lambda found: rf"\[u{ord(found[0]):04X}]", text)


def line_of(text: str) -> str:
    """A line of text: a dot at its beginning would be a request."""
    text = escaped(text)
    return rf"\&{text}" if text.startswith(".") else text


# The command line -----------------------------------------------------------------------


def _options(parser: argparse.ArgumentParser, *, is_whole: bool = True) -> Iterator[str]:
    """`--help` is said of the whole program alone."""
    # argparse has no public way to list what a parser takes.
    for action in parser._actions:
        is_help = isinstance(action, argparse._HelpAction) and not is_whole
        if is_help or isinstance(action, argparse._SubParsersAction) or action.help == argparse.SUPPRESS:
            continue
        yield ".TP"
        yield rf"\fB{escaped(_form(action))}\fR"
        yield line_of((action.help or "") % {**vars(action), "prog": parser.prog}) or r"\&"


def _form(action: argparse.Action) -> str:
    """`-o FILE, --output FILE`."""
    value = ""
    if action.nargs != 0:
        value = action.metavar if isinstance(action.metavar, str) else ""
        value = value or ("{" + ",".join(map(str, action.choices)) + "}" if action.choices else action.dest)
        value = f"[{value}]" if action.nargs == "?" else value
    forms = [f"{name} {value}".strip() for name in action.option_strings] or [value]
    return ", ".join(forms)


def _commands(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if not isinstance(action, argparse._SubParsersAction):
            continue
        about = {choice.dest: choice.help or "" for choice in action._choices_actions}
        for name, command in action.choices.items():
            yield f'.SS "{escaped(command.prog)}"'
            yield line_of(command.description or about.get(name, "")) or r"\&"
            yield from _options(command, is_whole=False)
            yield from _commands(command)


# The topics -----------------------------------------------------------------------------


def _topic(topic: Topic, title: str) -> Iterator[str]:
    yield f'.SH "{escaped(title)}"'
    for number, section in enumerate(topic.sections):
        # What it is needs no heading under the title.
        if number:
            yield f'.SS "{escaped(heading(section))}"'
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    yield from _blocks(section.blocks)
    for entry in section.entries:
        yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[str]:
    yield ".PP"
    yield rf"\fB{escaped(entry.label)}\fR"
    yield ".RS"
    yield from _blocks(entry.blocks)
    for kind, text in entry.notes:
        yield ".PP"
        yield line_of(note(kind).format(text=text))
    yield ".RE"


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for kind, some in groupby(blocks, type):
        if kind is Command:
            yield from (".PP", ".RS", ".nf")
            yield from (line_of(block.text) for block in some if isinstance(block, Command))
            yield from (".fi", ".RE")
        else:
            yield from (line for block in some for line in _block(block))


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Item):
        yield from (".TP", rf"\fB{escaped(block.term)}\fR", line_of(block.text))
    elif isinstance(block, Paragraph):
        yield from (".PP", line_of(block.text))


def _see_also(topics: Iterable[Topic]) -> Iterator[str]:
    cited: dict[str, Document] = {document.key: document for topic in topics for document in topic.documents}
    for document in cited.values():
        # Where it is too long, it is broken after a slash, and without a hyphen.
        address = line_of(document.address).replace("/", r"/\:")
        yield from (".PP", line_of(document.title), ".br", address)
