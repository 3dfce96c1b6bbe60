"""Declaring cmdlets and finding them by name.

```python
@cmdlet("Get-ADSyncConnector", module="ADSync", class_name="Microsoft.X.GetConnectorCmdlet")
async def get_connector(call: Call, *, Name: Annotated[str | None, Position(0)] = None) -> None:
    for connector in call.world.server.connectors:
        call.output(dotnet("Microsoft.X.Connector", {"Name": connector.name}))
```
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from writeback.lab.powershell.parameters import Parameter, common_parameters, parameters_of

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Cmdlet:
    """One command of the simulated server."""

    name: str
    function: Callable[..., Any]
    module: str | None
    autoload: bool
    class_name: str
    """What follows the comma in an error id: a compiled cmdlet's class, else the function's name."""
    should_process: bool
    prompts: bool
    """ConfirmImpact High: asks for confirmation unless -Confirm:$false is given."""
    collects: bool
    """Called once with all piped objects in `call.input`, instead of once for each."""
    parameters: tuple[Parameter, ...]
    is_proxy: bool = False
    """A function of the session in front of it binds the parameters, and is named when they do not bind."""

    @property
    def binder(self) -> str:
        """What follows the comma in the error id of a parameter that does not bind."""
        return self.name if self.is_proxy else self.class_name

    @property
    def all_parameters(self) -> tuple[Parameter, ...]:
        return self.parameters + common_parameters(should_process=self.should_process)


_declared: dict[str, dict[str, Cmdlet]] = {}


def cmdlet(
    name: str,
    *,
    module: str | None = None,
    autoload: bool = True,
    class_name: str | None = None,
    confirm: bool | Literal["High"] = False,
    collects: bool = False,
) -> Callable[[Function], Function]:
    """Declare the decorated function as the cmdlet `name`.

    Its first argument is the `Call`; its keyword-only parameters are the cmdlet's. `module=None` is built in;
    else the cmdlet exists only once the module is imported, or is found by auto-loading if `autoload`.
    `confirm=True` gives -WhatIf and -Confirm; "High" also asks for confirmation by default. `class_name`
    is the .NET class of a compiled cmdlet, for error ids. `collects`: see `Cmdlet.collects`.
    """

    def declare(function: Function) -> Function:
        declared = Cmdlet(
            name,
            function,
            module,
            autoload,
            class_name or name,
            bool(confirm),
            confirm == "High",
            collects,
            parameters_of(function),
        )
        _declared.setdefault(function.__module__, {})[name.casefold()] = declared
        return function

    return declare


class Registry:
    """A set of cmdlets; keys are names in lower case."""

    def __init__(self, cmdlets: Iterable[Cmdlet] = ()) -> None:
        self.cmdlets: dict[str, Cmdlet] = {}
        # Here, because Select-Object is declared with this module's decorator.
        from writeback.lab.powershell import select_object

        self.add_module(select_object.__name__)
        for item in cmdlets:
            self.add(item)

    def add(self, item: Cmdlet) -> None:
        self.cmdlets[item.name.casefold()] = item

    def add_module(self, python_module: str) -> None:
        """Add every cmdlet that the (imported) Python module declares."""
        for item in _declared.get(python_module, {}).values():
            self.add(item)

    def visible(self, configuration: Mapping[str, Any]) -> Mapping[str, Cmdlet]:
        """The cmdlets that a session of this configuration can see."""
        from writeback.lab.powershell.restriction import visible

        entries = configuration.get("visible")
        return self.cmdlets if entries is None else visible(self.cmdlets, entries)
