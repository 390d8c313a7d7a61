"""Messages onto a socket: what picows 2.3.1 does wrong with the large ones is done here.

It hands the loop a view of its own buffer as a large frame's head, and uses that buffer again for
the next frame. When the socket takes less than all at once, the head is overwritten before it
leaves, and the client cannot read what follows.
"""

from picows import WSMsgType, WSTransport

# Up to here picows copies the message behind the head, and what it copied is its own.
COPIED_BYTES = 8_192

FINAL_BINARY = 0x82


def send_message(transport: WSTransport, message: bytes) -> None:
    """Sends one binary frame; a large message is shared with all who get it, not copied."""
    if len(message) <= COPIED_BYTES:
        transport.send(WSMsgType.BINARY, message)
    else:
        transport.underlying_transport.writelines((_head(len(message)), message))


def _head(length: int) -> bytes:
    """The head of a whole, unmasked frame whose payload has more than 125 bytes (RFC 6455 §5.2)."""
    if length < 1 << 16:
        return bytes((FINAL_BINARY, 126)) + length.to_bytes(2, "big")
    return bytes((FINAL_BINARY, 127)) + length.to_bytes(8, "big")
