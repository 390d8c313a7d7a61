"""The system's Chromium, and how the tests start it."""

import contextlib
import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Cameras that show a clock, microphones that beep, a screen, and no question about them. Of three
# cameras the second one measures depth, which no call shows.
MEDIA_FLAGS = [
    "--use-fake-device-for-media-stream=device-count=3",
    "--use-fake-ui-for-media-stream",
    "--auto-select-desktop-capture-source=Entire",
]


def chromium() -> str:
    """Its path."""
    for name in (os.environ.get("CHROMIUM_PATH"), "chromium", "chromium-browser", "google-chrome"):
        if name and (path := shutil.which(name)):
            return path
    pytest.exit("no Chromium: apt-get install chromium, or set CHROMIUM_PATH")


@contextlib.asynccontextmanager
async def launched(*flags: str) -> AsyncIterator[Browser]:
    """A Chromium with these flags besides those of all tests."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), args=[*FLAGS, *flags]
        )
        yield browser
        await browser.close()
