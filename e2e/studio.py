"""Where pictures of the pages are taken: one size, one scheme, and the people in front of them."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from callers import Caller
from people import INIT_SCRIPT, Person
from playwright.async_api import Browser, ViewportSize, expect
from product import Product

SIZES: dict[str, ViewportSize] = {
    "wide": {"width": 1440, "height": 900},
    "phone": {"width": 390, "height": 844},
}
AT_REST = """async () => {
  await document.fonts.ready;
  const moving = document.getAnimations();
  const ending = moving.filter(({ effect }) => effect.getTiming().iterations !== Infinity);
  await Promise.allSettled(ending.map(({ finished }) => finished));
}"""


class Studio:
    """One browser look, and the people whose pages are pictured in it."""

    def __init__(self, browser: Browser, product: Product, size: str, scheme: str, out: Path):
        self.browser = browser
        self.product = product
        self.size = size
        self.scheme = scheme
        self.out = out

    @asynccontextmanager
    async def person(self, name: str) -> AsyncIterator[Caller]:
        context = await self.browser.new_context(
            viewport=SIZES[self.size],
            color_scheme="dark" if self.scheme == "dark" else "light",
            permissions=["clipboard-read", "clipboard-write"],
            reduced_motion="reduce",
        )
        await context.add_init_script(INIT_SCRIPT)
        yield Caller(await context.new_page(), self.product.url, name)
        await context.close()

    async def shoot(self, person: Person, name: str) -> None:
        """The picture, once nothing is loading or moving."""
        await expect(person.page.locator(".skeleton").filter(visible=True)).to_have_count(0)
        await person.page.wait_for_load_state("networkidle")
        await person.page.evaluate(AT_REST)
        await person.page.screenshot(path=self.out / f"{name}-{self.size}-{self.scheme}.png")

    def clock(self, seconds: float) -> None:
        Path(os.environ["CLOCK_AHEAD"]).write_text(str(seconds))
