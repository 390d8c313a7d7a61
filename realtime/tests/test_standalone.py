"""On its own: a wheel, what it says that it needs, and nothing else, serve a Yjs client."""

import subprocess
import sys
import venv
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from client import Client
from packaging.requirements import Requirement
from program import Program, running

REALTIME = Path(__file__).parents[1]
BACKEND = ("django", "djangorestframework", "celery", "redis", "coterie")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the programs of an environment that holds no more than it should.

    Offline: the wheel is built here, and the packages that it names, with those that they name,
    are linked from the environment that runs the tests.
    """
    folder = tmp_path_factory.mktemp("alone")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir"]
    subprocess.run([*pip, *build, str(folder), str(REALTIME)], check=True)
    (wheel,) = folder.glob("*.whl")
    made = venv.EnvBuilder(with_pip=False, symlinks=True)
    made.create(folder / "env")
    python = folder / "env" / "bin" / "python"
    install = ["--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([*pip, *install], check=True)
    (packages,) = (folder / "env" / "lib").glob("python3.*/site-packages")
    for needed in closure("coterie-realtime"):
        link(distribution(needed), packages)
    return folder / "env" / "bin"


def closure(name: str) -> set[str]:
    """Names of all that a distribution needs, without itself."""
    found: set[str] = set()
    waiting = [Requirement(name)]
    while waiting:
        wanted = waiting.pop()
        for text in distribution(wanted.name).requires or ():
            needed = Requirement(text)
            extras = wanted.extras or {""}
            applies = needed.marker is None or any(
                needed.marker.evaluate({"extra": extra}) for extra in extras
            )
            if applies and needed.name.lower() not in found:
                found.add(needed.name.lower())
                waiting.append(needed)
    return found


def link(package: Distribution, folder: Path) -> None:
    for top in {file.parts[0] for file in package.files or () if file.parts[0] != ".."}:
        target = folder / top
        if top != "__pycache__" and not target.exists():
            target.symlink_to(Path(str(package.locate_file(top))))


def test_it_needs_nothing_of_the_backend() -> None:
    assert closure("coterie-realtime").isdisjoint(BACKEND)
    assert len(closure("coterie-realtime")) < 25


async def test_one_command_serves_a_client(installed: Path, tmp_path: Path) -> None:
    command = (str(installed / "coterie-realtime"),)
    store = tmp_path / "documents.sqlite3"
    options = ("--store", f"sqlite:///{store}")
    node = Program(tmp_path / "log", options, command=command)
    try:
        async with Client.joined(f"{node.url}/my-room?coterie=1", client_id=1) as ada:
            ada.type("on its own")
            await ada.until(lambda: ada.acknowledged == 1)
    finally:
        node.kill()
    assert node.log == ""
    with running(tmp_path / "log", *options) as again:
        async with Client.joined(f"{again.url}/my-room", client_id=2) as bob:
            assert str(bob.text) == "on its own"


def test_every_module_can_be_imported_there(installed: Path) -> None:
    """Also those that a node alone does not use."""
    modules = {path.stem for path in (REALTIME / "coterie_realtime").glob("*.py")}
    modules -= {"__main__", "__init__"}
    imports = "\n".join(f"import coterie_realtime.{name}" for name in sorted(modules))
    absent = "import importlib.util as u\n" + "\n".join(
        f"assert u.find_spec({name!r}) is None" for name in ("django", "rest_framework", "coterie")
    )
    subprocess.run(
        [str(installed / "python"), "-I", "-c", f"{imports}\n{absent}"], check=True, cwd="/"
    )


def test_it_says_what_it_can_do(installed: Path) -> None:
    said = subprocess.run(
        [str(installed / "coterie-realtime"), "--help"], check=True, capture_output=True, text=True
    )
    assert "--store" in said.stdout
