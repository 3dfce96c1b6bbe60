"""One question for each thing that can be filled in; what is answered goes the way that keys go."""

from __future__ import annotations

from collections.abc import Sequence

from writeback.domain.safe import safe_str
from writeback.domain.secret import Secret
from writeback.domain.texts import _, ngettext
from writeback_tui.plain.commands import Instead, instead_of
from writeback_tui.plain.lines import Lines
from writeback_tui.plain.reading import Asked
from writeback_tui.widgets.choice_list import Choice, ChoiceList
from writeback_tui.widgets.chooser import Chooser
from writeback_tui.widgets.field import Field
from writeback_tui.widgets.tick_box import TickBox
from writeback_tui.widgets.yes_no import YesNo

EMPTY = "-"
"""The answer that empties a field of text."""
DIGITS = 7
"""More than any number here has."""
SLASH = "/"
"""Before the letter of a command where text is typed."""


def is_open(item: Asked) -> bool:
    """Whether it can be filled in now."""
    return item.widget.focusable and not (isinstance(item.widget, Chooser) and len(item.widget.values) < 2)


def state_of(item: Asked) -> tuple[str, ...]:
    """What it holds now, in words; never a secret."""
    widget = item.widget
    match widget:
        case TickBox():
            return (_("{label}: {value}").format(label=_named(widget), value=yes_or_no(widget.value)),)
        case YesNo():
            return (_("{question} {value}").format(question=_asked(widget), value=yes_or_no(widget.value)),)
        case ChoiceList():
            return (_("Chosen: {text}").format(text=_of_list(widget.current)),)
        case Chooser():
            value = widget.values[widget.at]
            return (_("{label}: {value}").format(label=widget.label.strip(), value=value),)
        case Field() if not widget.password:
            return (_("{label}: {value}").format(label=_label(item), value=widget.value or _("nothing")),)
    return ()


def closed_state_of(item: Asked) -> tuple[str, ...]:
    """As `state_of`, of what cannot be changed here."""
    return tuple(_("{text} (cannot be changed here)").format(text=text) for text in state_of(item))


async def ask(item: Asked, lines: Lines) -> Instead | None:
    """Asks until there is an answer; a command instead of an answer leaves everything as it is."""
    match item.widget:
        case TickBox() | YesNo():
            return await _ask_yes_no(item.widget, lines)
        case ChoiceList():
            return await _ask_list(item.widget, lines)
        case Chooser():
            return await _ask_chooser(item.widget, lines)
        case Field() if item.widget.password:
            await _ask_secret(item, item.widget, lines)
        case Field():
            return await _ask_text(item, item.widget, lines)
    return None


def yes_or_no(value: bool) -> str:
    """In words."""
    return _("yes") if value else _("no")


async def _ask_yes_no(widget: TickBox | YesNo, lines: Lines) -> Instead | None:
    text = _named(widget) if isinstance(widget, TickBox) else _asked(widget)
    prompt = _("{question}: yes or no? (Enter: {value})").format(
        question=text.rstrip("."), value=yes_or_no(widget.value)
    )
    while True:
        answer = await lines.answer(prompt)
        if command := instead_of(answer):
            return command
        value = widget.value if not answer.strip() else _as_yes_no(answer)
        if value is None:
            lines.say(_("Answer yes or no."))
            continue
        if value != widget.value:
            widget.action_tick() if isinstance(widget, TickBox) else widget.action_answer()
        return None


def _as_yes_no(answer: str) -> bool | None:
    """In the user's language, or in English; the first letter is enough."""
    word = answer.strip().casefold()
    for value, words in ((True, (_("yes"), "yes")), (False, (_("no"), "no"))):
        if any(known.casefold().startswith(word) for known in words):
            return value
    return None


async def _ask_list(widget: ChoiceList, lines: Lines) -> Instead | None:
    """A closed one can be looked at, so that its reason can be heard; it is not chosen by that."""
    here = widget.choices.index(widget.current)
    for number, choice in enumerate(widget.choices, 1):
        text = _("{number}. {text}, not open: {reason}") if choice.closed else _("{number}. {text}")
        lines.say(text.format(number=number, text=_of_list(choice), reason=choice.closed))
    found = await _numbered([choice.label for choice in widget.choices], here, lines)
    if not isinstance(found, int):
        return found
    widget.look_at(widget.choices[found])
    return None


async def _ask_chooser(widget: Chooser, lines: Lines) -> Instead | None:
    lines.say(_("{label}: one of these.").format(label=widget.label.strip()))
    for number, value in enumerate(widget.values, 1):
        lines.say(_("{number}. {text}").format(number=number, text=value))
    found = await _numbered(widget.values, widget.at, lines)
    if not isinstance(found, int):
        return found
    if found != widget.at:
        widget.action_change(found - widget.at)
    return None


async def _numbered(texts: Sequence[str], here: int, lines: Lines) -> int | Instead:
    prompt = _("Which number? (Enter: {number}, {text})").format(number=here + 1, text=texts[here])
    while True:
        answer = await lines.answer(prompt)
        if command := instead_of(answer):
            return command
        if not answer.strip():
            return here
        if (found := chosen(answer, texts)) is not None:
            return found
        lines.say(_("Answer a number from 1 to {count}.").format(count=len(texts)))


def chosen(answer: str, texts: Sequence[str]) -> int | None:
    """Position of the text that is meant: by its number, or by how only it begins."""
    word = answer.strip()
    if word.isascii() and word.isdecimal():
        return int(word) - 1 if len(word) < DIGITS and 1 <= int(word) <= len(texts) else None
    meant = [at for at, text in enumerate(texts) if text.casefold().startswith(word.casefold())]
    whole = [at for at in meant if texts[at].casefold() == word.casefold()]
    return next(iter(whole or meant)) if len(whole or meant) == 1 else None


async def _ask_text(item: Asked, widget: Field, lines: Lines) -> Instead | None:
    while True:
        answer = await lines.answer(_prompt_of_text(item, widget))
        if answer.startswith(SLASH) and (command := instead_of(answer.removeprefix(SLASH))):
            return command
        text = safe_str(answer.strip(), limit=4096)
        if widget.max_length and len(text) > widget.max_length:
            lines.say(_too_long(widget.max_length))
            continue
        # The page may look at what was typed when the field is left.
        widget.screen.set_focus(widget, scroll_visible=False)
        if text:
            widget.value = "" if text == EMPTY else text
        widget.screen.set_focus(None)
        return None


def _prompt_of_text(item: Asked, widget: Field) -> str:
    label = _label(item)
    if widget.value:
        return _("{label}? (Enter: {value}, {empty} empties it)").format(
            label=label, value=widget.value, empty=EMPTY
        )
    hint = _hint(widget)
    return _("{label}? ({hint})").format(label=label, hint=hint) if hint not in ("", label) else f"{label}?"


def _too_long(limit: int) -> str:
    text = ngettext(
        "That is too long: at most {count} character.", "That is too long: at most {count} characters.", limit
    )
    return text.format(count=limit)


async def _ask_secret(item: Asked, widget: Field, lines: Lines) -> None:
    """Nothing typed leaves the field empty."""
    typed = await lines.secret(_("{label}? (it is not shown)").format(label=_label(item)))
    put_secret(widget, typed)


def put_secret(widget: Field, secret: Secret) -> None:
    """As if it had been typed; nothing leaves the field empty."""
    widget.clear()
    if secret:
        widget.insert_text_at_cursor(secret.reveal())


def _named(widget: TickBox) -> str:
    return _("{label} ({note})").format(label=widget.label, note=widget.note) if widget.note else widget.label


def _asked(widget: YesNo) -> str:
    if not widget.note:
        return widget.question
    return _("{label} ({note})").format(label=widget.question, note=widget.note)


def _of_list(choice: Choice) -> str:
    text = choice.label
    if choice.note:
        text = _("{label} ({note})").format(label=text, note=choice.note)
    return text


def _label(item: Asked) -> str:
    """What stands before it, else the hint in it."""
    widget = item.widget
    return item.label or (_hint(widget) if isinstance(widget, Field) else "")


def _hint(widget: Field) -> str:
    return widget.placeholder.strip("()")
