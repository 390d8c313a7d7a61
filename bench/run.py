"""Runs every measurement and writes RESULTS.md, with the machine described."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import call_latency
import latency

RESULTS = Path(__file__).with_name("RESULTS.md")


def machine() -> str:
    """What the figures were taken on."""
    info = Path("/proc/cpuinfo")
    names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
    cpu = names[0].split(":", 1)[1].strip() if names else platform.processor()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in ("picows", "pycrdt", "uvicorn"))
    return (
        f"{os.cpu_count()} cores ({cpu}), {memory:.0f} GiB, {platform.system()}"
        f" {platform.release()}, Python {platform.python_version()}, {packages}."
        " A shared machine: ratios between columns of one run mean more than the figures."
    )


def main() -> None:
    """Measures, and writes what came out."""
    now = datetime.now(UTC).date().isoformat()
    parts = ["# Results", "", f"`make bench`, {now}. {machine()}", ""]
    parts += [latency.main(), call_latency.main()]
    # What `make bench-ai` measured stays: it is another command's.
    _, mark, suggestions = RESULTS.read_text().partition("## Suggestions")
    RESULTS.write_text("\n".join(parts) + (f"\n{mark}{suggestions}" if mark else ""))
    print(RESULTS.read_text())


if __name__ == "__main__":
    main()
