"""`python -m ai ENGINE` prints a table; `make bench-ai` is the way in."""

import argparse
import asyncio
import sys

from ai.recorded import DIALECT_NAMES
from ai.report import report, shown
from ai.run import run, scripted_dialect

ENGINES = (
    "local",
    "gemini",
    "openai_compatible",
    "auto",
    "recorded",
    *(f"recorded-{name}" for name in DIALECT_NAMES),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench-ai", description=__doc__)
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("--show", action="store_true", help="each answer too")
    given = parser.parse_args()
    engine: str = given.engine
    try:
        done = asyncio.run(run(engine))
    except RuntimeError as error:
        sys.exit(f"bench-ai: {error}")
    if given.show:
        print("\n".join(map(shown, done.scores)))
    print(
        report(
            done.scores,
            engine=engine,
            left_out=done.left_out,
            scripted_dialect=scripted_dialect(engine),
        )
    )


if __name__ == "__main__":
    main()
