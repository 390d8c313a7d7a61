"""Writes contracts/openapi.yaml from the backend's views, or checks that it is up to date."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TARGET = Path(__file__).parents[1] / "contracts" / "openapi.yaml"
COMMAND = ("-m", "coterie", "manage", "spectacular", "--validate", "--fail-on-warn")


def generated() -> str:
    """The document; a warning of the generator is an error."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "openapi.yaml"
        # An operator's settings must not show, nor a data folder be made where this is run.
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        env = {**kept, "COTERIE_DATA_DIR": folder}
        subprocess.run([sys.executable, *COMMAND, "--file", str(file)], check=True, env=env)
        return file.read_text()


def main() -> None:
    """Writes the file, or with --check fails when it differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        TARGET.write_text(generated())
    elif not TARGET.exists() or TARGET.read_text() != generated():
        sys.exit(f"{TARGET} is out of date: run `make api`")


if __name__ == "__main__":
    main()
