"""Files that let an account do on the server exactly what this program does, and nothing else (JEA).

What they allow is read off the program's own commands (remoting.role). The syntax of the files is that of
PowerShell's data files (Microsoft Learn, "JEA role capabilities" and "JEA session configurations").
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from writeback import __version__
from writeback.domain.errors import InvalidInput
from writeback.domain.safe import safe_str
from writeback.domain.steps.step import quoted
from writeback.domain.system_words import in_words
from writeback.domain.texts import _
from writeback.service.jea_readme import readme

NAME = "WritebackOperator"
"""Of the role, its module and the session configuration."""
GROUPS = ("ADSyncAdmins", "Event Log Readers")
"""Of the session's virtual account: changes need the first, reading the Application log the second."""
_NAMESPACE = uuid.UUID("6b1f6f0e-53a5-4a0f-9f0e-6f2d3c9b7a51")
"""Same content, same identifier: a file that is made again is the same file."""

Data = str | bool | Sequence["Data"] | Mapping[str, "Data"]


def write(folder: Path, operators: str) -> tuple[Path, ...]:
    """Writes all files into `folder` and tells which. Nothing that exists is overwritten.

    `operators` is the group that may use the session configuration, such as CONTOSO\\Writeback-Operators.
    Raises InvalidInput.
    """
    _check_group(operators)
    made = {folder / name: text for name, text in files(operators).items()}
    there = next((path for path in made if path.exists()), None)
    if there is not None:
        raise InvalidInput(
            _("{file} exists already; nothing was written.").format(file=there),
            _("Name another folder, or remove the files first."),
        )
    try:
        for path, text in made.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            # The mark tells Windows PowerShell 5.1 that it is UTF-8; without it it takes the ANSI code page.
            path.write_text(text, encoding="utf-8-sig", newline="\r\n")
    except OSError as error:
        raise InvalidInput(
            _("The files cannot be written to {folder}: {why}.").format(folder=folder, why=in_words(error)),
            _("Name a folder that you may write to."),
        ) from None
    return tuple(made)


def files(operators: str) -> dict[str, str]:
    """All of them: path inside the folder, and text."""
    return {
        f"{NAME}/{NAME}.psd1": _manifest(),
        f"{NAME}/RoleCapabilities/{NAME}.psrc": role_capability(),
        f"{NAME}.pssc": session_configuration(operators),
        "README.txt": readme(NAME, operators, GROUPS),
    }


def role_capability() -> str:
    """What may be run, with which parameters."""
    from writeback.remoting.role import allowed_commands

    commands = allowed_commands()
    modules = sorted({one.module for one in commands}, key=lambda name: (name != "ADSync", name))
    visible: list[Data] = []
    for one in commands:
        parameters = [_parameter(each.name, each.values, each.pattern) for each in one.parameters]
        visible.append({"Name": one.name, "Parameters": parameters} if one.restricts else one.name)
    return _file(
        {
            "GUID": _identifier("role"),
            "Author": "entra-writeback",
            "Description": "The commands that entra-writeback sends to a sync server",
            "ModulesToImport": modules,
            "VisibleCmdlets": visible,
        }
    )


def session_configuration(operators: str) -> str:
    """Who may use it, and as whom it works: a virtual account with the groups that it needs.

    There is no transcript: the parameter -AccessToken is plain text and would stand in it.
    """
    return _file(
        {
            "SchemaVersion": "2.0.0.0",
            "GUID": _identifier(f"session {operators}"),
            "Author": "entra-writeback",
            "Description": "Password writeback by entra-writeback",
            "SessionType": "RestrictedRemoteServer",
            "LanguageMode": "NoLanguage",
            "RunAsVirtualAccount": True,
            "RunAsVirtualAccountGroups": GROUPS,
            "RoleDefinitions": {operators: {"RoleCapabilities": NAME}},
        }
    )


def _manifest() -> str:
    """A role capability is found in a module's folder; this makes the folder a module."""
    return _file(
        {
            "ModuleVersion": ".".join(__version__.split(".")[:2]),
            "GUID": _identifier("module"),
            "Author": "entra-writeback",
            "Description": "Holds the role capability of entra-writeback",
        }
    )


def _parameter(name: str, values: tuple[str, ...], pattern: str) -> Data:
    restriction: dict[str, Data] = {"Name": name}
    if values:
        restriction["ValidateSet"] = values
    if pattern:
        restriction["ValidatePattern"] = pattern
    return restriction


def _identifier(of: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, of))


def _check_group(operators: str) -> None:
    account = operators.rpartition("\\")[2]
    if not account.strip() or safe_str(operators) != operators:
        raise InvalidInput(
            _('"{group}" is no name of a group.').format(group=safe_str(operators)),
            _("Name it with its domain, such as CONTOSO\\Writeback-Operators."),
        )


def _file(content: Mapping[str, Data]) -> str:
    return "\n".join(_lines(content)) + "\n"


def _lines(content: Mapping[str, Data]) -> Iterator[str]:
    yield "@{"
    for key, value in content.items():
        name = key if key.isalnum() else quoted(key)
        if _is_long(value):
            yield f"    {name} = @("
            yield from (f"        {_literal(item)}" for item in value)  # type: ignore[union-attr]
            yield "    )"
        else:
            yield f"    {name} = {_literal(value)}"
    yield "}"


def _is_long(value: Data) -> bool:
    return isinstance(value, list) and any(isinstance(item, Mapping) for item in value)


def _literal(value: Data) -> str:
    if isinstance(value, bool):
        return f"${str(value).lower()}"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Mapping):
        pairs = (f"{key if key.isalnum() else quoted(key)} = {_literal(one)}" for key, one in value.items())
        return "@{ " + "; ".join(pairs) + " }"
    return ", ".join(_literal(one) for one in value)
