"""pycrdt-websocket as it comes, on uvicorn with uvloop and httptools; nothing stored.

Runs in an environment of its own, `.make/peers`.
"""

import asyncio
import os

import uvicorn
from pycrdt.websocket import (  # type: ignore[import-not-found]
    ASGIServer,
    WebsocketServer,
    exception_logger,
)


async def main() -> None:
    """Serves until a signal comes."""
    # As it comes, it ends when a client leaves just after it wrote: the room that is cleaned then
    # takes the server with it. So rooms stay, and what goes wrong in one is logged.
    rooms = WebsocketServer(auto_clean_rooms=False, exception_handler=exception_logger)
    config = uvicorn.Config(
        ASGIServer(rooms),
        host=os.environ["HOST"],
        port=int(os.environ["PORT"]),
        loop="uvloop",
        log_level="warning",
    )
    async with rooms:
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    asyncio.run(main())
