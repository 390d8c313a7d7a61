"""The permissions policy: what pages here may ask a browser for, and frames in them may not."""

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import cast

from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

Answer = Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]

HEADER = "Permissions-Policy"
PERMISSIONS_POLICY = ", ".join(
    [
        "camera=(self)",
        "microphone=(self)",
        "display-capture=(self)",
        "fullscreen=(self)",
        "picture-in-picture=(self)",
        "geolocation=()",
        "payment=()",
        "usb=()",
    ]
)


@sync_and_async_middleware
def permissions_policy(get_response: Answer) -> Answer:
    """Sets the header on every answer of Django's; without a thread's help under ASGI."""

    async def asynchronous(request: HttpRequest) -> HttpResponseBase:
        response = await cast("Awaitable[HttpResponseBase]", get_response(request))
        response.headers[HEADER] = PERMISSIONS_POLICY
        return response

    def synchronous(request: HttpRequest) -> HttpResponseBase:
        response = cast("HttpResponseBase", get_response(request))
        response.headers[HEADER] = PERMISSIONS_POLICY
        return response

    return asynchronous if iscoroutinefunction(get_response) else synchronous
