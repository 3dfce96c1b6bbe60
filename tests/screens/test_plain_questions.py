"""Plain mode: what is answered, what is refused, and how it ends."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from tests import builders
from tests.screens.plain_conversation import Script, plain_app, run, said_on
from tests.stand_in import read_session, session_of
from tests.vault_in_memory import VaultInMemory

from writeback.domain.choices import Choices, ServerCredential
from writeback.domain.errors import ExitStatus, InvalidInput
from writeback.domain.facts import Directory, Partition, TenantFacts
from writeback.domain.ports import DeviceCode
from writeback.service.secrets import Rung
from writeback_tui.catalogue import Page
from writeback_tui.plain.commands import Command, Key, instead_of
from writeback_tui.plain.lines import Ended, Lines
from writeback_tui.plain.questions import chosen
from writeback_tui.plain.reading import in_one_line, unmarked


async def test_why_next_is_off_is_a_line_of_its_own_and_enter_asks_again() -> None:
    said = await said_on(Page.PORTAL, "", "", "", "no", "", "", "", "", "yes")
    reason = "Save is off: Save it in the portal (F6), then tick the box."
    assert said.count(f"\n{reason}\n") == 1
    assert "What next? (Enter: Answer the questions again)" in said
    assert "What next? (Enter: Save)" in said.rpartition(reason)[2]


async def test_a_closed_choice_is_listed_with_its_reason_and_taken_for_none() -> None:
    said = await said_on(Page.TASKS, "1", "")
    assert "1. Privacy settings, not open: Privacy settings stays in the Windows wizard" in said
    assert "Next is off: Privacy settings stays in the Windows wizard" in said


async def test_a_wrong_answer_is_asked_again_and_takes_nothing() -> None:
    said = await said_on(Page.FEATURES, "perhaps", "ja", "yes")
    assert said.count("Answer yes or no.") == 2
    assert "(Enter: no) yes" in said


async def test_where_text_is_typed_a_letter_is_text_and_a_command_has_a_slash() -> None:
    app = plain_app(Page.READY, Script("", "", "q", "b"), choices=Choices(password_writeback=True))
    await run(app)
    assert app.state.choices.ticket == "q"
    said = await said_on(Page.READY, "", "", "/?", choices=Choices(password_writeback=True))
    assert "Help: Ready to configure" in said


async def test_text_that_is_too_long_is_asked_again() -> None:
    app = plain_app(
        Page.READY, Script("", "", "x" * 121, "short", "b"), choices=Choices(password_writeback=True)
    )
    await run(app)
    assert app.state.choices.ticket == "short"


async def test_the_letters_help_powershell_back_and_quit_work_at_a_question() -> None:
    said = await said_on(Page.FEATURES, "?", "p", "b", "q")
    assert "\nHelp: Optional features\n" in said
    assert "\nPowerShell of this page: Optional features\n" in said
    assert "\nDomain and OU filtering" in said
    assert "no more answers" not in said


async def test_quitting_with_something_chosen_is_a_numbered_question() -> None:
    said = await said_on(Page.READY, "q", "", "q", "Leave", choices=Choices(password_writeback=True))
    assert said.count("Leave without configuring?") == 2
    assert "1. Stay\n2. Leave\nWhat next? (Enter: Stay) " in said
    assert "no more answers" not in said


async def test_the_end_of_the_answers_ends_the_program_in_order() -> None:
    script = Script()
    app = plain_app(Page.FEATURES, script)
    await run(app)
    assert script.text.endswith("There are no more answers: the program ends.\n")
    assert app.return_code == ExitStatus.DONE


async def test_the_end_of_the_answers_in_the_middle_of_a_change_waits_for_it() -> None:
    session = read_session(hold=asyncio.Event())
    choices = Choices(password_writeback=True)

    class Impatient(Script):
        """Types a line at once, and is gone at the question that this leads to."""

        async def typed(self) -> None:
            return

    def go_on() -> None:
        assert app.is_changing
        assert session.hold is not None
        app.worker.tell(session.hold.set)

    script = Impatient(go_on, is_terminal=True)
    app = plain_app(Page.CONFIGURING, script, session, choices=choices, plan=session.plan(choices))
    await run(app)
    assert "1. Wait\n2. Stop after this step\n" in script.text
    assert app.state.run is not None
    assert not app.is_changing


async def test_a_secret_is_neither_read_from_a_file_of_answers_nor_said() -> None:
    script = Script("canary-1", "canary-2")
    app = plain_app(Page.WELCOME, script, session_of(lab=None))
    await run(app)
    assert "A secret is not read from a file of answers" in script.text
    assert app.return_code == ExitStatus.SECRET_NEEDED


async def test_a_password_for_the_server_is_typed_and_never_said() -> None:
    script = Script("1", "bob", "canary", "Next", is_terminal=True)
    app = plain_app(Page.CONNECT, script, read_session(credentials=tuple(reversed(ServerCredential))))
    await run(app)
    assert app.state.credential is not None
    assert app.state.credential.secret is not None
    assert app.state.credential.secret.reveal() == "canary"
    assert "user name?" in script.text
    assert "canary" not in script.text


async def test_a_sign_in_is_kept_when_that_is_answered_while_somebody_is_waited_for() -> None:
    session = read_session(lab=None, signed_in=False)
    session.vault = VaultInMemory(session.profile, Rung.SECRET_SERVICE)
    signs_in, answered = session.sign_in, asyncio.Event()

    async def sign_in_later(show: Callable[[DeviceCode], None], **given: Any) -> TenantFacts:
        show(DeviceCode("https://microsoft.com/devicelogin", "F7QK2MZP", datetime.now(UTC)))
        await answered.wait()
        return await signs_in(show, **given)

    session.sign_in = sign_in_later  # type: ignore[method-assign]
    script = Script("yes")
    app = plain_app(Page.CONNECT, script, session)
    script.answers.insert(1, lambda: app.worker.tell(answered.set))
    script.answers.append("Wait")
    await run(app)
    assert "Keep this sign-in in the Secret Service: yes or no? (Enter: no) yes" in script.text
    assert session.kept == ["sign-in"]


async def test_the_first_line_is_the_password_where_that_was_asked_for() -> None:
    session = session_of(lab=None)
    script = Script("canary-password", "Connect")
    app = plain_app(Page.WELCOME, script, session)
    app.secrets._is_first_line = True
    await run(app)
    assert session.password is not None
    assert session.password.reveal() == "canary-password"
    assert "canary" not in script.text


async def test_the_same_refusal_is_said_each_time() -> None:
    refused = InvalidInput("sync01 does not answer.", "Check its name.")
    session = session_of(connect_error=refused)

    def refuse_again() -> None:
        session.connect_error = refused

    script = Script(refuse_again, "F5", refuse_again, "F5")
    await run(plain_app(Page.WELCOME, script, session))
    assert script.text.count("Note: sync01 does not answer. Check its name. F5 tries again.") == 3


async def test_of_a_long_tree_the_upper_levels_are_said_and_the_rest_on_request() -> None:
    names = tuple(f"OU=team{number:02},OU=Staff,DC=contoso,DC=com" for number in range(80))
    forest = Directory(
        "contoso.com", "CONTOSO\\svc", True, (Partition("DC=contoso,DC=com", "contoso.com", True, names, ()),)
    )
    session = read_session(server=builders.server_facts(directories=(forest,)))
    said = await said_on(Page.FILTERING, "Read the whole", session=session)
    before, _asked, after = said.partition("What next?")
    assert "80 containers below these are not read out." in before
    assert "team79" not in before
    assert "Level 3, selected: team79" in after


async def test_a_crash_is_one_sentence() -> None:
    def fail() -> None:
        raise ValueError("canary")

    script = Script(fail)
    app = plain_app(Page.FEATURES, script)
    await run(app)
    assert app.return_code == 1
    assert app.crash.startswith("Internal error ValueError (test_plain_questions.py:")
    assert "canary" not in app.crash + script.text


def test_a_choice_is_meant_by_its_number_or_its_beginning() -> None:
    texts = ("Next", "Past runs", "Previous", "Past")
    answers = {
        "1": 0,
        "4": 3,
        "0": None,
        "5": None,
        "n": 0,
        "pr": 2,
        "past": 3,
        "pa": None,
        "\u0661": None,
        "": None,
    }
    assert {answer: chosen(answer, texts) for answer in answers} == answers


def test_commands_are_letters_and_keys_are_named_as_the_texts_name_them() -> None:
    found = {word: instead_of(word) for word in ("?", " Q ", "/b", "F5", "ctrl+r", "Esc", "x", "", "f123")}
    keys = {"F5": Key("f5"), "ctrl+r": Key("ctrl+r"), "Esc": Key("esc")}
    letters = {"?": Command.HELP, " Q ": Command.QUIT, "/b": Command.BACK}
    assert found == {**letters, **keys, "x": None, "": None, "f123": None}


def test_marks_and_columns_are_words() -> None:
    assert unmarked("  [!!] Port closed") == "Failed: Port closed"
    assert unmarked(" . ( ) Sync all") == "Not chosen: Sync all"
    assert unmarked("[x] selected   [-] partly") == ""
    assert in_one_line("Server   SYNC01   5.1") == "Server: SYNC01, 5.1"


async def test_a_last_line_without_an_end_is_an_answer_and_what_acts_on_a_terminal_is_not_said() -> None:
    into, out = os.pipe()
    os.write(out, b"one\r\n\x1b]52;c;x\x07two")
    os.close(out)
    script = Script()
    lines = Lines(into, script.out)
    assert [await lines.answer("A?"), await lines.answer("B?")] == ["one", "\ufffd]52;c;x\ufffdtwo"]
    with pytest.raises(Ended):
        await lines.answer("C?")
    assert "\x1b" not in script.text
    os.close(into)
