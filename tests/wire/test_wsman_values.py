"""How values look at the client: objects, streams, secrets, long texts."""

from __future__ import annotations

from uuid import UUID

import pytest
from pypsrp.complex_objects import GenericComplexObject, PSCredential, PSInvocationState
from pypsrp.exceptions import SerializationError
from pypsrp.host import PSHost, PSHostUserInterface
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.serializer import TaggedValue
from tests.wire.wsman_lab import RunningLab, invoke


@pytest.fixture(scope="module")
def widget(shared_pool: RunspacePool) -> GenericComplexObject:
    return invoke(shared_pool, "Get-Widget").output[0]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Number", 1),
        ("Name", "Ω-1\n"),
        ("Big", 2**40),
        ("Ready", True),
        ("Missing", None),
        ("Id", UUID(int=1)),
        ("Interval", "PT30S"),
        ("Pause", "P1DT2H3M4.0005S"),
        ("At", "2026-06-19T09:41:12Z"),
        ("Unspecified", "2026-06-19T09:41:12"),
        ("Units", ["OU=A", "OU=B"]),
        ("Part", "Lab.Part"),
        ("Parts", ["Lab.Part"]),
    ],
)
def test_an_adapted_property_arrives(widget: GenericComplexObject, name: str, expected: object) -> None:
    assert widget.adapted_properties[name] == expected


def test_a_live_object_has_its_type_names_and_its_text(widget: GenericComplexObject) -> None:
    assert (widget.types, str(widget)) == (["Lab.Widget", "System.Object"], "Lab.Widget")
    assert widget.extended_properties == {}


@pytest.mark.parametrize(("name", "text"), [("State", "Started"), ("Mode", "None")])
def test_an_enumeration_arrives_as_its_name(widget: GenericComplexObject, name: str, text: str) -> None:
    value = widget.adapted_properties[name]
    assert (str(value), value.types[0]) == (text, f"Lab.{name}")
    assert value.types[1:] == ["System.Enum", "System.ValueType", "System.Object"]


def test_a_primitive_with_notes_is_an_object_around_the_value(shared_pool: RunspacePool) -> None:
    (value,) = invoke(shared_pool, "Get-Moment").output
    assert value.property_sets == ["2026-06-19T09:41:12Z"]
    assert str(value.extended_properties["DisplayHint"]) == "DateTime"


def test_a_custom_object_has_only_notes(shared_pool: RunspacePool) -> None:
    (value,) = invoke(shared_pool, "Set-Thing", "c", True).output
    assert value.types == ["System.Management.Automation.PSCustomObject", "System.Object"]
    assert (value.adapted_properties, value.to_string) == ({}, None)


def test_every_stream_arrives(shared_pool: RunspacePool) -> None:
    shell = invoke(shared_pool, "Start-Work", Verbose=True)
    assert list(shell.output) == [1, 2, 3]
    assert [str(one) for one in shell.streams.warning] == ["busy"]
    assert [str(one) for one in shell.streams.verbose] == ["details"]
    assert [one.message_data for one in shell.streams.information] == ["told"]
    assert [(one.activity, one.description, one.percent_complete) for one in shell.streams.progress] == [
        ("Working", "Step 1", 33),
        ("Working", "Step 2", 66),
        ("Working", "Step 3", 100),
        ("Working", "Done", 100),
    ]


def test_verbose_records_need_their_switch(shared_pool: RunspacePool) -> None:
    assert invoke(shared_pool, "Start-Work").streams.verbose == []


def test_warnings_can_be_silenced(shared_pool: RunspacePool) -> None:
    assert invoke(shared_pool, "Start-Work", WarningAction="SilentlyContinue").streams.warning == []


def test_soft_errors_can_be_silenced(shared_pool: RunspacePool) -> None:
    shell = invoke(shared_pool, "Write-Error", "soft", ErrorAction="SilentlyContinue")
    assert (shell.state, shell.streams.error) == (PSInvocationState.COMPLETED, [])


def test_output_arrives_while_the_cmdlet_still_runs(shared_pool: RunspacePool) -> None:
    with PowerShell(shared_pool) as shell:
        shell.add_cmdlet("Wait-Forever")
        shell.begin_invoke()
        shell.poll_invoke()
        assert (list(shell.output), shell.state) == (["waiting"], PSInvocationState.RUNNING)
        shell.stop()


@pytest.mark.parametrize("secret", ["plain", "åäö ß €", "日本語🙂", '"; $(x) `'])
def test_secrets_arrive_decrypted(shared_pool: RunspacePool, secret: str) -> None:
    shared_pool.exchange_keys()
    shell = invoke(
        shared_pool,
        "Compare-Secret",
        Credential=PSCredential(username="CONTOSO\\svc", password=secret),
        Secret=TaggedValue("SS", secret),
        Expected=secret,
    )
    assert list(shell.output) == [["CONTOSO\\svc", True, True]]


def test_a_secret_without_key_exchange_never_leaves_the_client(wsman_lab: RunningLab) -> None:
    with wsman_lab.pool() as pool, PowerShell(pool) as shell:
        shell.add_cmdlet("Compare-Secret").add_parameter("Secret", TaggedValue("SS", "x"))
        with pytest.raises(SerializationError):
            shell.invoke()
    assert "Command" not in wsman_lab.counts


def test_a_megabyte_comes_back_in_fragments(shared_pool: RunspacePool) -> None:
    (text,) = invoke(shared_pool, "Get-Text", Size=1_000_000).output
    assert text == "é" * 1_000_000


def test_a_megabyte_goes_out_in_fragments(shared_pool: RunspacePool) -> None:
    shell = invoke(shared_pool, "Measure-Text", Text="a" + "x" * 1_000_000 + "z")
    assert list(shell.output) == [[1_000_002, "a", "z"]]


def test_the_version_table_is_that_of_windows_powershell(shared_pool: RunspacePool) -> None:
    table = shared_pool.application_private_data.data["PSVersionTable"]
    assert (table["PSVersion"], table["PSEdition"]) == ("5.1.20348.2849", "Desktop")


def test_a_client_with_a_user_interface_is_asked(wsman_lab: RunningLab) -> None:
    class Asked(PSHostUserInterface):
        def PromptForCredential2(self, *args: object) -> PSCredential:
            return PSCredential(username="asked", password="x")

    host = PSHost(None, None, False, "test", None, Asked(), "1.0")
    with wsman_lab.wsman() as connection, RunspacePool(connection, host=host) as pool:
        pool.exchange_keys()
        assert invoke(pool, "Request-Credential").output == ["asked"]
