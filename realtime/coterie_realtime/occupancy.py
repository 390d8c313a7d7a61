"""How many sockets are open, in all and from each address, and who gets no more."""

from .metrics import Refusal
from .proxies import LOCAL


class Occupancy:
    """Places for sockets: taken before one opens, given back when it has ended."""

    def __init__(self, most: int, most_per_address: int) -> None:
        self._most = most
        self._most_per_address = most_per_address
        self._by_address: dict[str, int] = {}
        """Addresses that hold a place, so it is no longer than there are places."""
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def take(self, address: str) -> Refusal | None:
        """Takes a place; or why there is none.

        This machine itself may have all of them: it is never a stranger, and often a proxy that
        the settings do not name.
        """
        if self._count >= self._most:
            return Refusal.NODE_FULL
        taken = self._by_address.get(address, 0)
        if taken >= self._most_per_address and address != LOCAL:
            return Refusal.ADDRESS_FULL
        self._by_address[address] = taken + 1
        self._count += 1
        return None

    def leave(self, address: str) -> None:
        """Gives a place back that was taken for this address."""
        self._count -= 1
        left = self._by_address[address] - 1
        if left:
            self._by_address[address] = left
        else:
            del self._by_address[address]
