"""Our page and a peer that shares no line of code with it, in one call by docs/protocol.md §8."""

import asyncio
from urllib.parse import urlsplit

import pytest
from callers import room_of
from chromium import MEDIA_FLAGS, launched
from foreign_peer import ForeignPeer
from product import Product

# The smaller one waits for our page's offer, the larger one makes its own [CA5].
PEERS = ("0000000000000000", "ffffffffffffffff")


@pytest.mark.parametrize("peer", PEERS)
@pytest.mark.parametrize("says_media", [True, False])
async def test_a_foreign_peer_calls_with_our_page(
    product: Product, peer: str, says_media: bool
) -> None:
    async with launched(*MEDIA_FLAGS) as browser, room_of(browser, product, "Ada") as [ada]:
        room = urlsplit(ada.page.url).path.rsplit("/", 1)[1]
        await ada.join_call()
        async with ForeignPeer.arriving(
            product.url, room, "Grace", client_id=7, peer=peer, says_media=says_media
        ) as grace:
            await grace.meets("Ada")
            await asyncio.gather(ada.sees_and_hears("Grace"), grace.sees_and_hears("Ada"))
            # New m-lines from our side, while both are in it.
            await ada.press_in_call("screen-button")
            await grace.sees("Ada", "screen")
            await asyncio.gather(ada.sees_and_hears("Grace"), grace.sees_and_hears("Ada"))
        await ada.peers_are()
