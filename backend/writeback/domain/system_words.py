"""What the operating system says went wrong, in the language that is spoken."""

from __future__ import annotations

import errno

from writeback.domain.texts import _


def in_words(error: BaseException) -> str:
    """The reason as part of a sentence. In English it is the system's own, as a search finds it.

    Only of errors of the system itself: the numbers of name look-ups and of TLS are others.
    """
    said = _common().get(getattr(error, "errno", None) or 0) if _is_of_system(error) else None
    return said or getattr(error, "strerror", None) or type(error).__name__


def _is_of_system(error: BaseException) -> bool:
    return isinstance(error, OSError) and type(error).__module__ == OSError.__module__


def _common() -> dict[int, str]:
    """Those that people meet; what else there is keeps the system's words."""
    return {
        errno.ENOENT: _("No such file or directory"),
        errno.EACCES: _("Permission denied"),
        errno.EPERM: _("Operation not permitted"),
        errno.EEXIST: _("File exists"),
        errno.EISDIR: _("Is a directory"),
        errno.ENOTDIR: _("Not a directory"),
        errno.ENOTEMPTY: _("Directory not empty"),
        errno.ENAMETOOLONG: _("File name too long"),
        errno.ELOOP: _("Too many levels of symbolic links"),
        errno.EROFS: _("Read-only file system"),
        errno.ENOSPC: _("No space left on device"),
        errno.EDQUOT: _("Disk quota exceeded"),
        errno.EFBIG: _("File too large"),
        errno.EIO: _("Input/output error"),
        errno.EBUSY: _("Device or resource busy"),
        errno.EMFILE: _("Too many open files"),
        errno.ENOLCK: _("No locks available"),
        errno.EPIPE: _("Broken pipe"),
        errno.ESTALE: _("Stale file handle"),
        errno.ECONNREFUSED: _("Connection refused"),
        errno.ECONNRESET: _("Connection reset by peer"),
        errno.ETIMEDOUT: _("Connection timed out"),
        errno.EHOSTUNREACH: _("No route to host"),
        errno.ENETUNREACH: _("Network is unreachable"),
        errno.EADDRNOTAVAIL: _("Cannot assign requested address"),
    }
