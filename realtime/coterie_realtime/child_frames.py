"""What a node and its child processes say to each other on their pipes.

A frame is a length in four bytes, lowest first, and that many bytes. A child sends an empty frame
once it is ready. A job is the number of frames that follow, written like a length, and those: a
document's updates. Its answer is one frame: a status byte, and the result or the error's name.
"""

import io
import struct
from collections.abc import Sequence
from typing import BinaryIO

LENGTH = struct.Struct("<I")

DONE = b"\x00"
FAILED = b"\x01"

READY = LENGTH.pack(0)


def encode_frame(body: bytes) -> bytes:
    """A body with its length before it."""
    return LENGTH.pack(len(body)) + body


def encode_job(frames: Sequence[bytes]) -> bytes:
    """All of them as one job."""
    return LENGTH.pack(len(frames)) + b"".join(map(encode_frame, frames))


def decode_job(data: bytes) -> list[bytes]:
    """What `encode_job` made into `data`.

    Raises:
        EOFError: the bytes end early.
    """
    return read_job(io.BytesIO(data)) or []


def read_job(pipe: BinaryIO) -> list[bytes] | None:
    """The next job; None at the end of the pipe.

    Raises:
        EOFError: the pipe ends inside a job.
    """
    count = pipe.read(LENGTH.size)
    if not count:
        return None
    if len(count) < LENGTH.size:
        raise EOFError
    return [_read_frame(pipe) for _ in range(LENGTH.unpack(count)[0])]


def _read_frame(pipe: BinaryIO) -> bytes:
    return _read(pipe, LENGTH.unpack(_read(pipe, LENGTH.size))[0])


def _read(pipe: BinaryIO, size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data
