"""What each table and key of a file of choices is for, in the language that was chosen."""

from __future__ import annotations

from writeback.domain.texts import _


def of_file() -> str:
    """What the whole file is."""
    return _(
        "Choices for writeback. The wizard opens with them (writeback --choices FILE); without a screen"
        " they are carried out by: writeback apply --choices FILE. No secret belongs here, and no server:"
        " that is named with --profile."
    )


def of_version() -> str:
    """The key that stands outside of the tables."""
    return _("The form of this file.")


def of_table(table: str) -> str:
    """The page of the wizard, by its name."""
    return {
        "connect": _("Connect to Microsoft Entra ID"),
        "optional-features": _("Optional features"),
        "ready-to-configure": _("Ready to configure"),
        "on-premises-integration": _("Password reset > On-premises integration"),
    }[table]


def of_key(key: str) -> str:
    """What the key sets, and what it means to leave it out."""
    return (_on_the_server() | _in_the_tenant())[key]


def _on_the_server() -> dict[str, str]:
    return {
        "server-credential": _(
            "What the server is given for the change: none (it has an identity of its own), access-token"
            " (your sign-in; the profile must allow it) or password (you are asked for it). Left out: what"
            " fits the server."
        ),
        "password-writeback": _(
            "true enables password writeback on the server, false disables it. Left out: it stays as it is."
        ),
        "start-sync": _("Start the synchronization process when configuration completes. Left out: true."),
        "pause-scheduler": _("Pause the scheduler while the server is changed. Left out: false."),
        "ticket": _("Ticket or reason, kept in the plan and in the journal; one line."),
    }


def _in_the_tenant() -> dict[str, str]:
    return {
        "write-back-passwords": _(
            "Write back passwords to your on-premises directory. Left out: the switch stays as it is."
        ),
        "unlock-without-reset": _(
            "Allow users to unlock accounts without resetting their password. Left out: the switch stays as"
            " it is."
        ),
        "method": _(
            "How the two switches are set: assisted (by you in the portal) or portal-api (unsupported; the"
            " profile must allow it). Left out: as the profile says."
        ),
    }
