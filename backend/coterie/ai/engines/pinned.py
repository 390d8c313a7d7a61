"""Connects to the very addresses that were checked: a name is looked up once a connection."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from ipaddress import ip_address

import httpcore

from coterie.ai.engines.addresses import Address
from coterie.ai.engines.base_url import AddressRefused, address_check
from coterie.ai.errors import EngineTimeout, EngineUnavailable

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Addresses of a host name, as text; OSError if it has none."""

# A provider's name has a handful; trying more would only take longer to fail.
MAX_ADDRESSES = 4


async def system_resolve(host: str, port: int) -> Sequence[str]:
    """As the system does it: its hosts file, its DNS; the most promising address first."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]


class PinnedBackend(httpcore.AsyncNetworkBackend):
    """The network as httpcore sees it; TLS, above it, still verifies the name."""

    def __init__(self, resolve: Resolve, *, allow_private: bool) -> None:
        self._resolve = resolve
        self._allow_private = allow_private
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Raises AddressRefused, EngineUnavailable, EngineTimeout and httpcore's own."""
        addresses = await self._addresses(host, port, timeout)
        failure: Exception = EngineUnavailable("The AI engine cannot be reached.")
        for address in addresses:
            try:
                return await self._network.connect_tcp(
                    str(address),
                    port,
                    # None may use up the others' time.
                    timeout=timeout and timeout / len(addresses),
                    local_address=local_address,
                    socket_options=socket_options,
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        """Between httpcore's own attempts, of which there are none."""
        await self._network.sleep(seconds)

    async def _addresses(self, host: str, port: int, timeout: float | None) -> list[Address]:
        """Checked; one that is refused refuses all, since a name is somebody's as a whole."""
        try:
            async with asyncio.timeout(timeout):
                found = await self._resolve(host, port)
        except TimeoutError:
            raise EngineTimeout(
                "The AI engine's host name could not be looked up in time."
            ) from None
        except (OSError, UnicodeError):
            raise EngineUnavailable("The AI engine's host name is not known.") from None
        addresses = [_address(text) for text in dict.fromkeys(found)]
        for address in addresses:
            address_check(address, allow_private=self._allow_private)
        if not addresses:
            raise EngineUnavailable("The AI engine's host name has no address.")
        return addresses[:MAX_ADDRESSES]


def _address(text: str) -> Address:
    try:
        return ip_address(text)
    except ValueError:
        raise AddressRefused("The AI engine's host name leads to no address.") from None
