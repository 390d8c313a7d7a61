"""The only way from here to a remote engine: to one checked address, bounded, no redirects."""

import asyncio
import ssl
from typing import Self

import httpcore
import httpx

from coterie.ai.engines.base_url import AddressRefused, base_url_check
from coterie.ai.engines.call import Call
from coterie.ai.engines.pinned import PinnedBackend, Resolve, system_resolve
from coterie.ai.errors import AnswerMalformed

# Far more than people who wait at the same moment on one process.
MAX_CONNECTIONS = 64
# Of those, kept open for the next question; each saves a TLS handshake.
MAX_IDLE_CONNECTIONS = 8
# Most providers close idle connections later than this; reusing one just then fails.
IDLE_SECONDS = 30.0


class Outbound(httpx.AsyncBaseTransport):
    """A transport for httpx clients; requests are sent on behalf of the current `Call`.

    Works on any event loop, several too: each has connections of its own. Raises EngineErrors.
    """

    def __init__(
        self,
        base_url: str,
        *,
        allow_private: bool,
        resolve: Resolve = system_resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Raises AddressRefused. `tls` verifies the host name; by default by the usual CAs."""
        self.base_url = base_url_check(base_url, allow_private=allow_private)
        self._tls = tls or httpx.create_ssl_context()
        self._network = PinnedBackend(resolve, allow_private=allow_private)
        self._pools: dict[asyncio.AbstractEventLoop, httpcore.AsyncConnectionPool] = {}

    def client(self) -> httpx.AsyncClient:
        """A client that has no other way out: no proxies or passwords from the environment."""
        return httpx.AsyncClient(transport=self, follow_redirects=False, trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._origin_check(request.url)
        call = Call.current()
        # A compressed answer could be a thousand times as long as what was counted.
        request.headers["Accept-Encoding"] = "identity"
        with call.translated():
            async with call.deadline():
                response = await self._pool().handle_async_request(_outgoing(request, call))
        body = call.body(response)
        answer = httpx.Response(response.status, headers=response.headers, stream=body)
        _answer_check(answer)
        return answer

    async def aclose(self) -> None:
        """Closes the connections of the running loop; others' are gone with their loops."""
        pool = self._pools.pop(asyncio.get_running_loop(), None)
        if pool is not None:
            await pool.aclose()

    async def __aenter__(self) -> Self:
        return self

    def _origin_check(self, url: httpx.URL) -> None:
        if (url.scheme, url.host, url.port) != (
            self.base_url.scheme,
            self.base_url.host,
            self.base_url.port,
        ):
            raise AddressRefused("A question to another address than the AI engine's was refused.")

    def _pool(self) -> httpcore.AsyncConnectionPool:
        # Pools hold their loops: without this, every loop there ever was.
        for closed in [loop for loop in self._pools if loop.is_closed()]:
            del self._pools[closed]
        loop = asyncio.get_running_loop()
        if loop not in self._pools:
            self._pools[loop] = httpcore.AsyncConnectionPool(
                ssl_context=self._tls,
                max_connections=MAX_CONNECTIONS,
                max_keepalive_connections=MAX_IDLE_CONNECTIONS,
                keepalive_expiry=IDLE_SECONDS,
                network_backend=self._network,
            )
        return self._pools[loop]


def _outgoing(request: httpx.Request, call: Call) -> httpcore.Request:
    # The call's times, whatever a library in between would set.
    timeouts = {
        "connect": call.limits.connect_seconds,
        "pool": call.limits.connect_seconds,
        "read": call.limits.silence_seconds,
        "write": call.limits.silence_seconds,
    }
    url = request.url
    return httpcore.Request(
        method=request.method,
        url=httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        ),
        headers=request.headers.raw,
        content=request.stream,
        extensions={"timeout": timeouts},
    )


def _answer_check(answer: httpx.Response) -> None:
    if 300 <= answer.status_code < 400:
        raise AddressRefused("The AI engine's address leads elsewhere; that is not followed.")
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise AnswerMalformed("The AI engine's answer is compressed, which was not asked for.")
