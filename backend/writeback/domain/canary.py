"""The canary: a named test user whose password is really reset, to see it arrive in the directory."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from writeback.domain.errors import InvalidInput
from writeback.domain.safe import safe_str
from writeback.domain.texts import _

UPN = re.compile(r"[^\s@/\\]{1,64}@[^\s@/\\]{1,256}")


class ResetStatus(Enum):
    """How far the tenant says the reset is."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    RUNNING = "running"
    """No outcome in the time that it is followed."""


@dataclass(frozen=True, slots=True)
class CanaryReset:
    """A reset that was ordered. `detail` is Graph's own word for a failure, '' without one."""

    user_principal_name: str
    status: ResetStatus
    detail: str = ""

    @property
    def reason(self) -> str:
        """Why it failed, as a sentence.

        The words are those of Microsoft's error codes for self-service reset; that an administrator's reset
        fails with the same ones is not documented, so an unknown word is repeated as it is.
        """
        known = {
            "WritebackNotEnabled": _("The tenant does not write passwords back."),
            "OnPremisesConnectivityError": _(
                "The tenant did not reach the server, or the server no domain controller."
            ),
            "OnPremisesAdminActionRequired": _(
                "The directory refused it: the connector account lacks a right, or the user is protected"
                " (adminCount 1)."
            ),
            "OnPremisesPolicyViolation": _(
                "The password policy of the directory refused it, for example its minimum age."
            ),
        }
        if self.detail in known:
            return known[self.detail]
        if not self.detail:
            return _("The tenant gives no reason.")
        return _('The tenant says "{detail}".').format(detail=safe_str(self.detail, 120))


def checked_upn(text: str) -> str:
    """The user principal name without surrounding space. Raises InvalidInput for anything else."""
    name = text.strip()
    if not UPN.fullmatch(name):
        raise InvalidInput(
            _('"{text}" is not a user principal name.').format(text=safe_str(text, 80)),
            _("Give it as user@domain; nothing was changed."),
        )
    return name
