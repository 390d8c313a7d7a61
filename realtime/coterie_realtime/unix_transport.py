"""A unix socket's transport, as picows can use it: it sets options that only TCP has."""

import socket
from typing import Any


class UnixTransport:
    """Passes everything on to the transport; its socket takes TCP's options for granted."""

    __slots__ = ("__weakref__", "_transport")

    def __init__(self, transport: Any) -> None:  # noqa: ANN401
        self._transport = transport

    def get_extra_info(self, name: str, default: object = None) -> object:
        found = self._transport.get_extra_info(name, default)
        return _UnixSocket(found) if name == "socket" else found

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._transport, name)


class _UnixSocket:
    __slots__ = ("_socket",)

    def __init__(self, sock: Any) -> None:  # noqa: ANN401
        self._socket = sock

    def setsockopt(self, level: int, *option: object) -> None:
        if level != socket.IPPROTO_TCP:
            self._socket.setsockopt(level, *option)

    def getsockopt(self, level: int, *option: object) -> object:
        return 0 if level == socket.IPPROTO_TCP else self._socket.getsockopt(level, *option)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._socket, name)
