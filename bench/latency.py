"""Keystroke to screen: from a key in one browser to the frame that shows it in another.

Two pages of real Chromium, one product, loopback. The clock starts at the key event in the first
page and stops at the first animation frame of the second in which its view lines hold the letter.
"""

import asyncio
import os
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.async_api import Browser, Page, async_playwright
from product import Product

RUNS = 5
LETTERS = 300
# Shorter than any line of the window, so that every letter is in a view line.
LINE_LETTERS = 60
# About as fast as a fast typist.
KEY_MILLISECONDS = 70
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]

NOTE_KEYS = """
window.pressed = [];
addEventListener('keydown', (event) => {
  if (event.key === 'x') pressed.push(performance.timeOrigin + performance.now());
}, true);
"""
NOTE_FRAMES = """() => {
  window.shown = [];
  const look = () => {
    const lines = [...document.querySelectorAll('.view-line')].map((line) => line.textContent);
    const letters = lines.join('').split('x').length - 1;
    const now = performance.timeOrigin + performance.now();
    while (shown.length < letters) shown.push(now);
    requestAnimationFrame(look);
  };
  look();
}"""


class Latency(NamedTuple):
    """Of one run, in milliseconds."""

    p50: float
    p99: float
    letters: int


async def measure(browser: Browser, product: Product) -> Latency:
    """One run in a room of its own."""
    link = f"{product.url}/room/{product.room_create(name='Latency', language='plaintext')}"
    writer, reader = [await enter(browser, link, name) for name in ("Writer", "Reader")]
    waits = await type_and_time(writer, reader)
    await writer.context.close()
    await reader.context.close()
    return Latency(statistics.median(waits), percentile(waits, 99), len(waits))


async def type_and_time(writer: Page, reader: Page) -> list[float]:
    """How long each letter took from the one page to the other, sorted, in milliseconds."""
    await reader.evaluate(NOTE_FRAMES)
    await writer.bring_to_front()
    for _ in range(LETTERS // LINE_LETTERS):
        await writer.keyboard.type("x" * LINE_LETTERS, delay=KEY_MILLISECONDS)
        # Escape first: Enter would take what the editor suggests, where it still does.
        await writer.keyboard.press("Escape")
        await writer.keyboard.press("Enter")
    await reader.wait_for_function("count => shown.length >= count", arg=LETTERS)
    pressed: list[float] = await writer.evaluate("pressed")
    shown: list[float] = await reader.evaluate("shown")
    return sorted(after - before for before, after in zip(pressed, shown, strict=True))


def percentile(ordered: list[float], percent: int) -> float:
    """The value that so many percent are at or below."""
    return ordered[len(ordered) * percent // 100 - 1]


async def enter(browser: Browser, link: str, name: str, script: str = "") -> Page:
    """A page of a profile of its own, with the room's editor ready and in focus."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    await context.add_init_script(f"window.__coterieTest = {{}};{NOTE_KEYS}{script}")
    page = await context.new_page()
    await page.goto(link)
    await page.get_by_label("Your name").fill(name)
    await page.get_by_label("Your name").press("Enter")
    await page.wait_for_function("() => window.__coterieTest.editor")
    badge = page.get_by_test_id("connection-badge")
    await badge.and_(page.locator("[data-state=saved]")).wait_for()
    await page.evaluate("() => window.__coterieTest.editor.focus()")
    return page


async def latency() -> list[Latency]:
    """All runs, against one product."""
    with tempfile.TemporaryDirectory() as folder:
        product = Product(Path(folder) / "data")
        product.start()
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
                runs = [await measure(browser, product) for _ in range(RUNS)]
                await browser.close()
                return runs
        finally:
            product.close()


def chromium() -> str | None:
    """The system's browser."""
    return os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")


def report(runs: list[Latency]) -> str:
    """A section of RESULTS.md."""
    rows = [f"| {n} | {run.p50:.1f} | {run.p99:.1f} |" for n, run in enumerate(runs, 1)]
    p50, p99 = (statistics.median(run[at] for run in runs) for at in (0, 1))
    return "\n".join(
        (
            "## Keystroke to screen",
            "",
            f"Two pages of headless Chromium, one `coterie serve`, loopback; {LETTERS} keys a run,"
            f" {KEY_MILLISECONDS} ms apart. Milliseconds from the key event in one page to the"
            " first animation frame of the other whose view lines hold the letter.",
            "",
            "| run | p50 | p99 |",
            "|---|---|---|",
            *rows,
            f"| **median** | **{p50:.1f}** | **{p99:.1f}** |",
            "",
            "Must: p50 ≤ 30, p99 ≤ 100.",
            "",
        )
    )


def main() -> str:
    """Measures and reports."""
    return report(asyncio.run(latency()))
