"""Answers a request that Django is not asked about, in the one error shape."""

import json
from typing import TYPE_CHECKING

from coterie.config.errors import CoterieError
from coterie.config.permissions import HEADER, PERMISSIONS_POLICY
from coterie.config.problems import CONTENT_TYPE, problem_of

if TYPE_CHECKING:
    from asgiref.typing import ASGISendCallable


async def problem_send(
    send: "ASGISendCallable", error: CoterieError, *headers: tuple[bytes, bytes]
) -> None:
    body = json.dumps(problem_of(error)).encode()
    await send(
        {
            "type": "http.response.start",
            "status": error.status,
            "headers": [
                (b"content-type", CONTENT_TYPE.encode()),
                (b"content-length", str(len(body)).encode()),
                (b"x-content-type-options", b"nosniff"),
                (HEADER.lower().encode(), PERMISSIONS_POLICY.encode()),
                *headers,
            ],
            "trailers": False,
        }
    )
    await send({"type": "http.response.body", "body": body, "more_body": False})
