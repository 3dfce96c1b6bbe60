"""What keeps a secret inside this process: no core dump, no reader from outside, no text of an exception."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

PR_SET_DUMPABLE = 4
"""prctl(2): 0 also keeps others of this user from attaching and from reading /proc/PID/environ and mem."""

Report = Callable[[str], None]


def harden() -> None:
    """To be called before the first secret is held. Costs a few milliseconds; where there is no such
    protection nothing happens. Programs started later have no core dumps either, but can be looked into."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with contextlib.suppress(ImportError, OSError, AttributeError):
            import ctypes

            ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def kind_and_place(error: BaseException | None, trace: TracebackType | None = None) -> str:
    """`ValueError (session.py:120)`: all that may be shown of a defect. Its text may hold a secret."""
    if error is None:
        return "Exception"
    trace = trace or error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    return f"{type(error).__name__} ({Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno})"


def report_defects(report: Report) -> None:
    """From now on an exception that nobody catches is reported by kind and place, in whatever thread."""

    def uncaught(_kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        report(kind_and_place(error, trace))

    def in_thread(arguments: threading.ExceptHookArgs) -> None:
        if not isinstance(arguments.exc_value, SystemExit):
            report(kind_and_place(arguments.exc_value, arguments.exc_traceback))

    def unraisable(arguments: UnraisableHookArgs) -> None:
        report(kind_and_place(arguments.exc_value, arguments.exc_traceback))

    sys.excepthook = uncaught
    threading.excepthook = in_thread
    sys.unraisablehook = unraisable


def report_defects_of_loop(loop: asyncio.AbstractEventLoop, report: Report) -> None:
    """The same for callbacks and for tasks that nobody awaits."""

    def in_callback(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        # Without an exception it is a warning of the loop's own, which names objects by their repr.
        if error := context.get("exception"):
            report(kind_and_place(error))

    loop.set_exception_handler(in_callback)
