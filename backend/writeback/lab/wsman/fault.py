"""SOAP faults with the codes that Windows gives them.

2150858793 and 2150858843 were seen from Windows. The others (5, 2150859174, 2150859193) are the lab's
reading of the documentation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from writeback.lab.wsman.soap import envelope

_FAULT: Final = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
_ACTION: Final = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault"
_DETAIL: Final = "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/"


@dataclass
class Fault(Exception):
    """A fault instead of an answer; `code` is the WSMan error number that clients report."""

    code: int
    subcode: str
    reason: str
    detail: str = ""
    party: str = "Sender"

    def render(self, relates_to: str) -> bytes:
        """The envelope; it travels with HTTP status 500."""
        reason = escape(self.reason)
        detail = f"<w:FaultDetail>{_DETAIL}{self.detail}</w:FaultDetail>" if self.detail else ""
        body = (
            f"<s:Fault><s:Code><s:Value>s:{self.party}</s:Value>"
            f"<s:Subcode><s:Value>{self.subcode}</s:Value></s:Subcode></s:Code>"
            f'<s:Reason><s:Text xml:lang="en-US">{reason}</s:Text></s:Reason>'
            f'<s:Detail>{detail}<f:WSManFault xmlns:f="{_FAULT}" Code="{self.code}"'
            f' Machine="localhost"><f:Message>{reason}</f:Message></f:WSManFault></s:Detail>'
            "</s:Fault>"
        )
        return envelope(_ACTION, relates_to, body, "x", "e", "n")


def operation_timed_out() -> Fault:
    """Ends a long poll that found nothing; the two blanks at the end are Windows' own."""
    return Fault(
        2150858793,
        "w:TimedOut",
        "The WS-Management service cannot complete the operation within the time specified in "
        "OperationTimeout.  ",
        party="Receiver",
    )


def shell_not_found(shell_id: str) -> Fault:
    return Fault(
        2150858843,
        "w:InvalidSelectors",
        f"The request for the Windows Remote Shell with ShellId {shell_id} failed because the shell was not "
        "found on the server. Possible causes are: the specified ShellId is incorrect or the shell no longer "
        "exists on the server. Provide the correct ShellId or create a new shell and retry the operation. ",
        "UnexpectedSelectors",
    )


def command_not_found() -> Fault:
    return Fault(
        2150858843,
        "w:InvalidSelectors",
        "The WS-Management service cannot process the request. The command identifier does not exist in this "
        "shell. ",
        "UnexpectedSelectors",
    )


def unknown_configuration(name: str) -> Fault:
    return Fault(
        2150859193,
        "a:DestinationUnreachable",
        f"The WS-Management service cannot process the request. Cannot find the {name} session configuration "
        "in the WSMan: drive on the localhost computer. ",
        "InvalidResourceURI",
    )


def access_denied() -> Fault:
    return Fault(5, "w:AccessDenied", "Access is denied. ")


def too_many_shells(limit: int) -> Fault:
    return Fault(
        2150859174,
        "w:QuotaLimit",
        "The WS-Management service cannot process the request. The maximum number of concurrent shells for "
        f"this user ({limit}) has been exceeded. Close existing shells or raise the quota for this user. ",
    )


def too_many_commands(limit: int) -> Fault:
    return Fault(
        2150859174,
        "w:InternalError",
        "The WS-Management service cannot process the request. The maximum number of concurrent commands per "
        f"shell ({limit}) has been exceeded. Retry your request later or raise the command quota. ",
    )


def unsupported_action(verb: str) -> Fault:
    return Fault(2150858753, "a:ActionNotSupported", f"The action {verb} is not supported by the service. ")


def not_understood(why: str) -> Fault:
    return Fault(2150858817, "w:SchemaValidationError", f"The request is not a valid WSMan message: {why}")


def internal(error: Exception) -> Fault:
    """A mistake in the lab itself."""
    return Fault(2150858770, "w:InternalError", f"The lab failed: {type(error).__name__}: {error}")
