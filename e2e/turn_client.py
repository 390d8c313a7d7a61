"""A TURN client by hand (RFC 8656): takes a relay address, and asks whom it may reach."""

import base64
import hashlib
import hmac
import ipaddress
import socket
import time
from typing import Self

from stun import COOKIE, Message, Refused, ask, xored

ALLOCATE, CREATE_PERMISSION = 0x003, 0x008
USERNAME, REALM, NONCE = 0x06, 0x14, 0x15
XOR_PEER_ADDRESS, REQUESTED_FAMILY, REQUESTED_TRANSPORT = 0x12, 0x17, 0x19
CHALLENGE = 401  # to whoever has not said yet who they are
UDP = bytes([socket.IPPROTO_UDP, 0, 0, 0])
FAMILIES = {4: 1, 6: 2}
"""STUN's number of an IP version."""


def credentials(secret: str, *, user: str = "test", seconds: int = 600) -> tuple[str, str]:
    """Username and password of somebody whom the owner of `secret` lets in for `seconds`."""
    username = f"{int(time.time()) + seconds}:{user}"
    digest = hmac.digest(secret.encode(), username.encode(), "sha1")
    return username, base64.b64encode(digest).decode()


class TurnClient:
    """One allocation on one server."""

    def __init__(self, sock: socket.socket) -> None:
        """`sock` is connected, and has a timeout. Over TCP its end gives the relay back at once;
        over UDP the server keeps it, and refuses the next socket that gets the same port."""
        self._socket = sock
        self._identity: dict[int, bytes] = {}
        self._key: bytes | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def allocate(self, login: tuple[str, str], *, version: int = 4) -> None:
        """Takes a relay address of that IP version. Raises Refused."""
        wanted = {REQUESTED_TRANSPORT: UDP, REQUESTED_FAMILY: bytes([FAMILIES[version], 0, 0, 0])}
        try:
            self._ask(Message.request(ALLOCATE), wanted)
            raise ValueError("the server lets in everybody")
        except Refused as challenge:
            if challenge.code != CHALLENGE:
                raise
            self._identify(login, challenge.answer)
        self._ask(Message.request(ALLOCATE), wanted)

    def permit(self, address: str) -> None:
        """Asks that packets to and from a peer be relayed. Raises Refused."""
        peer, request = ipaddress.ip_address(address), Message.request(CREATE_PERMISSION)
        # A permission is for an address, so the two bytes of the port say nothing.
        value = bytes([0, FAMILIES[peer.version], *COOKIE[:2]])
        value += xored(peer.packed, request.transaction)
        self._ask(request, {XOR_PEER_ADDRESS: value})

    def _ask(self, request: Message, wanted: dict[int, bytes]) -> Message:
        return ask(
            self._socket, request._replace(attributes={**wanted, **self._identity}), self._key
        )

    def _identify(self, login: tuple[str, str], challenge: Message) -> None:
        username, password = (part.encode() for part in login)
        realm, nonce = challenge.attributes[REALM], challenge.attributes[NONCE]
        self._identity = {USERNAME: username, REALM: realm, NONCE: nonce}
        self._key = hashlib.md5(b":".join((username, realm, password))).digest()
