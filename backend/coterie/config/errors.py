"""What a call may be refused with. Knows nothing of HTTP libraries or of the apps.

CoterieError
├── Invalid          400   names the fields that are wrong
├── Unauthenticated  401   the credentials that were given are wrong
├── Forbidden        403
├── NotFound         404
├── Conflict         409   not as things are now
├── Gone             410
├── TooLarge         413
├── TooMany          429   says when to come back
└── Unavailable      503
"""

from collections.abc import Mapping
from http import HTTPStatus


class CoterieError(Exception):
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "internal"
    detail = "The server failed."
    # Seconds until it is worth trying again, where that is known.
    retry_after: float | None = None

    def __init__(self, detail: str | None = None) -> None:
        self.detail = detail or self.detail
        super().__init__(self.detail)


class Invalid(CoterieError):
    status = HTTPStatus.BAD_REQUEST
    code = "invalid"
    detail = "Some fields are not valid."

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        self.errors = errors
        super().__init__()


class Unauthenticated(CoterieError):
    status = HTTPStatus.UNAUTHORIZED
    code = "unauthenticated"
    detail = "This call needs valid credentials."
    # What WWW-Authenticate asks for; HTTP wants it on every 401.
    challenge = "Bearer"


class Forbidden(CoterieError):
    status = HTTPStatus.FORBIDDEN
    code = "forbidden"
    detail = "This is not allowed."


class NotFound(CoterieError):
    status = HTTPStatus.NOT_FOUND
    code = "not-found"
    detail = "There is nothing at this address."


class Conflict(CoterieError):
    status = HTTPStatus.CONFLICT
    code = "conflict"
    detail = "This is not possible as things are now."


class Gone(CoterieError):
    status = HTTPStatus.GONE
    code = "gone"
    detail = "This is gone for good."


class TooLarge(CoterieError):
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "body-too-large"
    detail = "The request body is too large."


class TooMany(CoterieError):
    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too-many"
    detail = "This was asked too often."

    def __init__(self, retry_after: float, detail: str | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(detail)


class Unavailable(CoterieError):
    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "unavailable"
    detail = "The server cannot answer just now."
