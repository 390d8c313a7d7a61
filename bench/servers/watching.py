"""Something that is done around the part of a load that counts, such as sampling the server."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from servers.process import ServerProcess

Watch = Callable[[ServerProcess], AbstractContextManager[None]]


def unwatched(_: ServerProcess) -> AbstractContextManager[None]:
    """Nothing."""
    return nullcontext()
