"""Bounds wrong owner keys from one address, over all calls that take one."""

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from math import ceil
from typing import cast

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from coterie.config import clock
from coterie.config.client_address import client_address
from coterie.config.problems import problem_of, problem_response
from coterie.quotas.quota import Quota
from coterie.quotas.services import quota_give_back, quota_take
from coterie.rooms.capabilities import OWNER_KEY_PREFIX
from coterie.rooms.errors import OwnerKeyTries

Answer = Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]

# Nobody guesses 128 bits; who sends this many wrong ones asks in vain, and should cost little.
TRIES_PER_ADDRESS = Quota(capacity=60, per_seconds=600)
UNAUTHENTICATED = 401


@sync_and_async_middleware
def owner_key_tries(get_response: Answer) -> Answer:
    """A token is taken before the key is looked at, and given back if it was right.

    So of a thousand at once no more than these many are tried.
    """

    async def asynchronous(request: HttpRequest) -> HttpResponseBase:
        if not _shows_owner_key(request):
            return await cast("Awaitable[HttpResponseBase]", get_response(request))
        if refusal := await sync_to_async(_take)(request):
            return refusal
        response = await cast("Awaitable[HttpResponseBase]", get_response(request))
        if response.status_code != UNAUTHENTICATED:
            await sync_to_async(_give_back)(request)
        return response

    def synchronous(request: HttpRequest) -> HttpResponseBase:
        if not _shows_owner_key(request):
            return cast("HttpResponseBase", get_response(request))
        if refusal := _take(request):
            return refusal
        response = cast("HttpResponseBase", get_response(request))
        if response.status_code != UNAUTHENTICATED:
            _give_back(request)
        return response

    return asynchronous if iscoroutinefunction(get_response) else synchronous


def _shows_owner_key(request: HttpRequest) -> bool:
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and credentials.strip().startswith(OWNER_KEY_PREFIX)


def _take(request: HttpRequest) -> HttpResponseBase | None:
    refusal = quota_take(key=_key(request), quota=TRIES_PER_ADDRESS, now=clock.now())
    if refusal is None:
        return None
    response = problem_response(problem_of(OwnerKeyTries(refusal.wait_seconds)))
    response.headers["Retry-After"] = str(ceil(refusal.wait_seconds))
    return response


def _give_back(request: HttpRequest) -> None:
    quota_give_back(key=_key(request), quota=TRIES_PER_ADDRESS, now=clock.now())


def _key(request: HttpRequest) -> str:
    return f"owner-key:address:{client_address(request)}"
