"""Writes the client's close codes from the server's, or checks that they are up to date."""

import argparse
import re
import sys
from pathlib import Path

from coterie_realtime.close_codes import CloseCode

TARGET = Path(__file__).parents[1] / "frontend" / "src" / "collab" / "close-codes.gen.ts"


def generated() -> str:
    """The TypeScript module."""
    lines = [f"  {camel_case(code.name)}: {code.value}," for code in CloseCode]
    return "\n".join(
        (
            "// Generated from realtime/coterie_realtime/close_codes.py by `make codes`.",
            "",
            "export const CloseCode = {",
            *lines,
            "} as const;",
            "",
            "export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];",
            "",
        )
    )


def camel_case(name: str) -> str:
    """NO_ROOM as noRoom."""
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name.lower())


def main() -> None:
    """Writes the file, or with --check fails when it differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        TARGET.write_text(generated())
    elif TARGET.read_text() != generated():
        sys.exit(f"{TARGET} is out of date: run `make codes`")


if __name__ == "__main__":
    main()
