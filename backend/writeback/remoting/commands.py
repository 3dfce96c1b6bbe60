"""Commands as data: a name and parameters, perhaps followed by Select-Object stages.

They are sent as structured pipelines. The text is for people only: nothing ever parses it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from writeback.domain.secret import Secret
from writeback.domain.steps.step import quoted


@dataclass(frozen=True, slots=True)
class Credential:
    """A user name and a password for a PSCredential parameter."""

    user_name: str
    password: Secret


Scalar = str | bool | int
Value = Scalar | Secret | Credential | tuple[Scalar, ...] | Mapping[str, Scalar]
"""What a parameter can be given; a mapping becomes a hashtable.

A hashtable holds no lists: after the wire they are ArrayLists, which a cmdlet that looks for an array inside
its hashtable does not know. A list as the parameter itself is converted by the parameter binder.
"""


@dataclass(frozen=True, slots=True)
class Command:
    """One command; `then` are the stages that it is piped into."""

    name: str
    parameters: Mapping[str, Value] = field(default_factory=dict)
    then: tuple[Command, ...] = ()

    @property
    def stages(self) -> tuple[Command, ...]:
        """The command itself and what it is piped into."""
        return (self, *self.then)

    @property
    def carries_credential(self) -> bool:
        """Whether a parameter travels as a SecureString, which needs the session's key."""
        return any(isinstance(value, Credential) for value in self.parameters.values())

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """What no text about this command may hold, whoever wrote it."""
        values = self.parameters.values()
        passwords = [value.password for value in values if isinstance(value, Credential)]
        return (*passwords, *(value for value in values if isinstance(value, Secret)))

    @property
    def text(self) -> str:
        """As one would type it; secrets are replaced by what asks for them."""
        return " | ".join(_typed(stage) for stage in self.stages)


SELECT_OBJECT = "Microsoft.PowerShell.Utility\\Select-Object"
"""With its module: a restricted session (JEA) has a Select-Object of its own, which takes a handful of
property names and cannot be widened."""


def select(*properties: str) -> Command:
    """Keeps these properties; the result's type is `Selected.<Type>`."""
    return Command(SELECT_OBJECT, {"Property": properties})


def expand(name: str) -> Command:
    """Goes one level into a nested object or list."""
    return Command(SELECT_OBJECT, {"ExpandProperty": name})


def _typed(command: Command) -> str:
    name = command.name.rpartition("\\")[2]
    return " ".join([name, *(_argument(key, value) for key, value in command.parameters.items())])


def _argument(name: str, value: Value) -> str:
    # Only a switch needs the colon; Confirm is the one that is ever given a value.
    return f"-{name}:{_literal(value)}" if name == "Confirm" else f"-{name} {_literal(value)}"


def _literal(value: Value) -> str:
    match value:
        case bool() | int():
            literal = f"${value}".lower() if isinstance(value, bool) else str(value)
        case Secret():
            literal = "$token"
        case Credential():
            literal = "(Get-Credential)"
        case str():
            literal = value if _is_bare(value) else quoted(value)
        case tuple():
            literal = ",".join(_literal(item) for item in value)
        case _:
            literal = "@{" + "; ".join(f"{key}={_in_hashtable(item)}" for key, item in value.items()) + "}"
    return literal


def _in_hashtable(value: Scalar) -> str:
    return quoted(value) if isinstance(value, str) else _literal(value)


def _is_bare(text: str) -> bool:
    """Whether a text needs no quotes as an argument: names and drive paths such as Env:COMPUTERNAME."""
    return text.isascii() and text.replace(":", "").isalnum()
