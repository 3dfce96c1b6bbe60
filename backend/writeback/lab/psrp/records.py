"""The streams of one invocation, written as PSRP messages the moment they happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from psrpcore import types as wire

from writeback.lab.powershell.call import Progress
from writeback.lab.powershell.errors import CmdletError
from writeback.lab.powershell.objects import DotNet
from writeback.lab.psrp.clixml import to_wire
from writeback.lab.psrp.pool import LabPipeline, encoded

_COR_E_EXCEPTION: Final = -2146233087
_TEXT_RECORDS: Final = {
    "warning": (wire.WarningRecord, wire.PSRPMessageType.WarningRecord),
    "verbose": (wire.VerboseRecord, wire.PSRPMessageType.VerboseRecord),
    "debug": (wire.DebugRecord, wire.PSRPMessageType.DebugRecord),
}


def error_record(error: CmdletError, cmdlet_name: str, class_name: str) -> Any:
    """The ErrorRecord of `error` as the cmdlet `cmdlet_name` (class `class_name`) raised it."""
    exception = wire.NETException(Message=error.message, HResult=_COR_E_EXCEPTION)
    exception.PSObject.type_names = list(error.exception_types)
    exception.PSObject.to_string = encoded(f"{error.exception}: {error.message}")
    category = wire.ErrorCategoryInfo(
        Category=wire.ErrorCategory(int(error.category)),
        Activity=cmdlet_name,
        Reason=error.reason,
        TargetName=error.target_name,
        TargetType=error.target_type,
    )
    target = error.target
    record = wire.ErrorRecord(
        Exception=exception,
        CategoryInfo=category,
        TargetObject=to_wire(target, depth=0) if isinstance(target, DotNet) else to_wire(target),
        FullyQualifiedErrorId=error.full_id(class_name),
    )
    record.PSObject.to_string = encoded(error.message)
    return record


def scrawled(error: CmdletError, graffiti: str) -> CmdletError:
    """The error with graffiti behind its message."""
    return replace(error, message=f"{error.message}{graffiti}") if graffiti else error


class PipelineSink:
    """Writes to one PSRP pipeline; `flush` is called after each message so that it leaves at once."""

    def __init__(
        self,
        pipeline: LabPipeline,
        flush: Callable[[], None],
        computer: str,
        user: str,
        *,
        graffiti: str = "",
    ) -> None:
        self._pipeline = pipeline
        self._flush = flush
        self._computer = computer
        self._user = user
        self._graffiti = graffiti

    def output(self, value: object) -> None:
        self._pipeline.write_output(to_wire(value))
        self._flush()

    def error(self, error: CmdletError, cmdlet_name: str, class_name: str) -> None:
        activity = cmdlet_name if error.activity is None else error.activity
        self._send(
            error_record(scrawled(error, self._graffiti), activity, class_name),
            wire.PSRPMessageType.ErrorRecord,
        )

    def text(self, stream: str, message: str) -> None:
        make, message_type = _TEXT_RECORDS[stream]
        message += self._graffiti
        record = make(Message=message)
        # Without it the record's text reads None at the client; psrpcore's own writers leave it out.
        record.PSObject.to_string = encoded(message)
        record.serialize_extended_info = False
        self._send(record, message_type)

    def information(self, message: object, source: str, tags: tuple[str, ...]) -> None:
        data = to_wire(message)
        if "PSHOST" in tags:
            data = wire.PSObject()
            data.PSObject.type_names = [
                "System.Management.Automation.HostInformationMessage",
                "System.Object",
            ]
            data.PSObject.adapted_properties = [wire.PSNoteProperty("Message", value=to_wire(message))]
            data.PSObject.to_string = encoded(str(message))
        self._pipeline.write_information(
            data, source, tags=list(tags), user=self._user, computer=self._computer
        )
        self._flush()

    def progress(self, record: Progress) -> None:
        kind = wire.ProgressRecordType.Completed if record.done else wire.ProgressRecordType.Processing
        self._pipeline.write_progress(
            record.activity,
            record.activity_id,
            record.status,
            current_operation=record.operation,
            parent_activity_id=record.parent_id,
            percent_complete=record.percent,
            record_type=kind,
            seconds_remaining=record.seconds_remaining,
        )
        self._flush()

    def _send(self, record: Any, message_type: Any) -> None:
        self._pipeline.prepare_message(record, message_type=message_type)
        self._flush()
