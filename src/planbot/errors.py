"""Every error planbot raises on purpose, by what the caller does next.

The message is one line for a person: it names the file or setting concerned and says how to fix it.
"""


class PlanbotError(Exception):
    """Base of all errors that a user may see; ``str(error)`` is one line that names the fix."""

    exit_code = 1


class InputError(PlanbotError):
    """The input cannot be used as it is: fix the file, the question or the argument."""


class RefusedDocument(InputError):  # noqa: N818 - reads as a verdict on the document
    """A document was not taken in; the others are not affected."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code
        """Short machine-readable reason: empty, too_large, encrypted, scan, broken, unsupported, binary, archive_bomb, encoding,
        needs_program, unreadable."""


class UsageError(InputError):
    """The command line or the request is wrong."""

    exit_code = 2


class Conflict(InputError):  # noqa: N818 - the HTTP term
    """What was sent collides with something in the home: say which of the two is wanted."""


class NotFound(InputError):  # noqa: N818 - the HTTP term
    """No such document, part or row in this home."""


class NotAllowed(InputError):  # noqa: N818 - the HTTP term
    """The person's role does not allow this: ask someone whose role does."""


class ConfigurationError(PlanbotError):
    """A setting, a file permission or an installed program must be changed by whoever runs planbot."""


class RetryableError(PlanbotError):
    """A server or a lock did not answer in time; the same call may succeed later."""


class ModelUnavailable(RetryableError):  # noqa: N818
    """The language, embedding or reranking server cannot be reached or refuses; the embedded path still works."""


class StoreBusy(RetryableError):  # noqa: N818
    """Another process holds the home."""


class HomeChanged(RetryableError):  # noqa: N818
    """A document was replaced or removed while it was being read; the same question asked again reads its new version."""


class StoreDamaged(PlanbotError):  # noqa: N818
    """The home cannot be read; restore a backup or remove the named file."""
