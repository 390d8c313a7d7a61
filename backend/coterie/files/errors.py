"""What is refused here.

Unavailable └── ExportUnavailable 503
TooMany     └── TooManyExports    429
"""

from coterie.config.errors import TooMany, Unavailable
from coterie.files.limits import RETRY_AFTER_SECONDS


class ExportUnavailable(Unavailable):
    code = "export-unavailable"
    detail = "The room's files cannot be had just now."
    retry_after = RETRY_AFTER_SECONDS


class TooManyExports(TooMany):
    code = "too-many-exports"
    detail = "This room was exported too often; try again in a moment."
