"""What an administrator of the server does with the JEA files."""

from __future__ import annotations

from collections.abc import Sequence

from writeback.domain.texts import _


def readme(name: str, operators: str, groups: Sequence[str]) -> str:
    """The instructions, as paragraphs and commands."""
    names = {"name": name, "operators": operators, "groups": ", ".join(groups)}
    parts = [one.format(**names) for one in (*_what(), *_install(), *_use(), *_limits())]
    return "\n\n".join(parts) + "\n"


def _what() -> tuple[str, ...]:
    return (
        _("{name}: a session configuration for entra-writeback (Just Enough Administration)"),
        _(
            "Members of {operators} can run through it, on this server, the commands that entra-writeback\n"
            "sends and no others. They need no other right on the server: the session works as a virtual\n"
            "account with the groups {groups}."
        ),
    )


def _install() -> tuple[str, ...]:
    return (
        _("INSTALL (on the sync server, in Windows PowerShell 5.1 as an administrator)"),
        _("1. The group, if it does not exist yet, and the people in it."),
        _("2. The role. The folder has to be in a place that only administrators can write to:"),
        '   Copy-Item -Recurse .\\{name} "$env:ProgramFiles\\WindowsPowerShell\\Modules"',
        _("3. Look at the session configuration, test it, and register it; this restarts WinRM:"),
        "   Test-PSSessionConfigurationFile .\\{name}.pssc\n"
        "   Register-PSSessionConfiguration -Name {name} -Path .\\{name}.pssc -Force\n"
        "   Restart-Service WinRM",
        _("4. Look at what a member of the group can run:"),
        "   Get-PSSessionCapability -ConfigurationName {name} -Username DOMAIN\\member",
    )


def _use() -> tuple[str, ...]:
    return (
        _("USE (where entra-writeback runs)"),
        '   writeback profile add NAME --configuration {name} --host SERVER --user-name "DOMAIN\\member" ...',
    )


def _limits() -> tuple[str, ...]:
    return (
        _("GOOD TO KNOW"),
        _(
            "- The files belong to this version of entra-writeback. After an update make them again,\n"
            "  compare, and copy the role anew where it differs."
        ),
        _(
            "- Exports of the configuration go to C:\\ProgramData\\AADConnect only, into folders that begin\n"
            "  with writeback-. The virtual account has to be able to make them there."
        ),
        _(
            "- There is no transcript on purpose: the sign-in's token, if the profile hands it over, is a\n"
            "  plain parameter and would stand in it. Module and script block logging would record it, too."
        ),
        _(
            "- Select-Object is named with its module and cannot be narrowed; the one of a restricted\n"
            "  session takes only a few property names. In NoLanguage mode it can only pick properties."
        ),
        _(
            "- On a domain controller there are no local groups: name the domain's ADSyncAdmins in\n"
            "  RunAsVirtualAccountGroups there."
        ),
        _(
            "- These files have been tried with a simulated server, not with every build of Entra Connect.\n"
            "  If a command is missing in a session, compare it with Get-Command -Module ADSync."
        ),
    )
