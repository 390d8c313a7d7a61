"""Keystroke to screen between two of three people in a call: media must not slow the edits."""

import asyncio
import statistics
import tempfile
from pathlib import Path
from typing import NamedTuple

import latency
from playwright.async_api import Browser, Page, async_playwright
from product import Product

RUNS = 5
FLAGS = [
    *latency.FLAGS,
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
# Three browsers that encode and decode on two cores: the size at which that is a fair test.
SMALL_CAMERA = """
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = (wish) =>
  open(wish.video ? { video: { width: 320, height: 180 } } : wish);
"""
# Pictures and sound have come from both others.
IS_FLOWING = """async () => {
  const { call } = window.__coterieTest;
  const { peers } = call.getSnapshot();
  if (peers.length !== 2) return false;
  for (const { member } of peers) {
    let frames = 0;
    (await call.connectionOf(member.peer).getStats()).forEach((entry) => {
      if (entry.type === 'inbound-rtp' && entry.kind === 'video') frames += entry.framesDecoded;
    });
    if (frames < 30) return false;
  }
  return true;
}"""
SIZE = """async () => {
  const { call } = window.__coterieTest;
  const [{ member }] = call.getSnapshot().peers;
  let size = '';
  (await call.connectionOf(member.peer).getStats()).forEach((entry) => {
    if (entry.type === 'inbound-rtp' && entry.kind === 'video')
      size = `${entry.frameWidth}×${entry.frameHeight}, ${entry.framesPerSecond} fps`;
  });
  return size;
}"""
FLOW_SECONDS = 60
LOOK_SECONDS = 0.5


class Latency(NamedTuple):
    """Of one run, in milliseconds."""

    p50: float
    p95: float
    p99: float
    picture: str
    """What one of them received at the end."""


async def measure(browser: Browser, product: Product) -> Latency:
    """One run: a call of three, then typing."""
    link = f"{product.url}/room/{product.room_create(name='Call', language='plaintext')}"
    names = ("Writer", "Reader", "Third")
    pages = [await latency.enter(browser, link, name, SMALL_CAMERA) for name in names]
    for page in pages:
        await _join(page)
    async with asyncio.timeout(FLOW_SECONDS):
        for page in pages:
            while not await page.evaluate(IS_FLOWING):
                await asyncio.sleep(LOOK_SECONDS)
    writer, reader, _ = pages
    await writer.evaluate("() => window.__coterieTest.editor.focus()")
    waits = await latency.type_and_time(writer, reader)
    picture: str = await reader.evaluate(SIZE)
    for page in pages:
        await page.context.close()
    p95, p99 = latency.percentile(waits, 95), latency.percentile(waits, 99)
    return Latency(statistics.median(waits), p95, p99, picture)


async def _join(page: Page) -> None:
    await page.get_by_test_id("call-button").click()
    await page.get_by_test_id("wish-camera").click()
    await page.get_by_test_id("join-call").click()
    await page.get_by_test_id("call").wait_for()


async def runs() -> list[Latency]:
    """All runs, against one product."""
    with tempfile.TemporaryDirectory() as folder:
        product = Product(Path(folder) / "data")
        product.start()
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=latency.chromium(), args=FLAGS
                )
                found = [await measure(browser, product) for _ in range(RUNS)]
                await browser.close()
                return found
        finally:
            product.close()


def main() -> str:
    """Measures, and reports as a section of RESULTS.md."""
    found = asyncio.run(runs())
    rows = [
        f"| {n} | {run.p50:.1f} | {run.p95:.1f} | {run.p99:.1f} | {run.picture} |"
        for n, run in enumerate(found, 1)
    ]
    p50 = statistics.median(run.p50 for run in found)
    p95 = statistics.median(run.p95 for run in found)
    p99 = statistics.median(run.p99 for run in found)
    return "\n".join(
        (
            "## Keystroke to screen during a call of three",
            "",
            "As above, while the two and a third page are in a call with camera and microphone"
            " (made by Chromium), all in one browser on the same two cores.",
            "",
            "| run | p50 | p95 | p99 | received |",
            "|---|---|---|---|---|",
            *rows,
            f"| **median** | **{p50:.1f}** | **{p95:.1f}** | **{p99:.1f}** | |",
            "",
            "Must: p95 < 100.",
            "",
        )
    )


if __name__ == "__main__":
    print(main())
