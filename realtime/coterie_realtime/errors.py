"""All errors of the realtime server.

RealtimeError
├── SettingsError       a setting that start-up refuses
├── StoreError          the store did not do what was asked
├── NoDocument          the room was deleted, or lives on in another epoch
├── FilesUnavailable    a room's files cannot be had just now
└── Refused             closes one socket, with a code and a reason
    └── Malformed       bytes that cannot be read
"""

from .close_codes import CloseCode


class RealtimeError(Exception):
    """Base of everything that this package raises on purpose."""


class SettingsError(RealtimeError):
    """A setting is missing or wrong; the message names it."""


class StoreError(RealtimeError):
    """The store failed; nothing of the call took effect."""


class NoDocument(RealtimeError):
    """The room was deleted, or is open in another epoch."""


class FilesUnavailable(RealtimeError):
    """A room's files cannot be had just now; asking again later may help."""


class Refused(RealtimeError):
    """One socket is to be closed; nothing else is touched."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Malformed(Refused):
    """Bytes from a client that cannot be read."""

    def __init__(self, reason: str) -> None:
        super().__init__(CloseCode.MALFORMED, reason)
