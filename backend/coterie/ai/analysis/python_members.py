"""Completes Python names by jedi, which reads code and runs none of it."""

import gc
import re
import sys
import sysconfig
from collections import Counter
from importlib.machinery import BuiltinImporter, FrozenImporter, PathFinder
from pathlib import Path
from tempfile import gettempdir
from typing import TypedDict

import jedi  # type: ignore[import-untyped]
from jedi.api.environment import InterpreterEnvironment  # type: ignore[import-untyped]
from jedi.inference import sys_path  # type: ignore[import-untyped]

# How much of one line jedi reads; longer ones are data.
MAX_LINE_CHARACTERS = 1_000
# Ranking more than these costs more than it tells.
MAX_NAMES = 2_000
OWN_PACKAGE = __name__.partition(".")[0]
WORD = re.compile(r"[^\W\d]\w*")
# What most code asks for, the most frequent first: each is read once, and quick from then on.
WARM_MODULES = [
    "os",
    "re",
    "json",
    "math",
    "random",
    "time",
    "sys",
    "datetime",
    "collections",
    "itertools",
    "string",
    "pathlib",
    "functools",
    "dataclasses",
    "typing",
    "logging",
    "subprocess",
    "asyncio",
]
WARM_CODE = "class A:\n    def b(self) -> str:\n        return ''\n"
WARM_VALUES = ("''", "[]", "{}", "set()", "A()", "A().b()", "os.path")


class Question(TypedDict):
    prefix: str
    suffix: str


class PythonMembers:
    def __init__(self, cache_folder: Path | None) -> None:
        jedi.settings.cache_directory = str(cache_folder or Path(gettempdir()) / "coterie-jedi")
        # Room texts could name any folder of this machine in `sys.path`, and read it by completing.
        sys_path.check_sys_path_modifications = lambda _context: []
        # Packages that are installed in place are found by finders of their own, whatever the path.
        sys.meta_path[:] = [BuiltinImporter, FrozenImporter, PathFinder]
        # And what is imported already is found without looking for it: our own code.
        for name in [name for name in sys.modules if name.partition(".")[0] == OWN_PACKAGE]:
            del sys.modules[name]
        paths = sysconfig.get_paths()
        self._environment = InterpreterEnvironment()
        self._project = jedi.Project(
            # Holds no modules.
            jedi.settings.cache_directory,
            # The standard library alone: what this server has installed is none of a room's.
            sys_path=[paths["stdlib"], paths["platstdlib"], f"{paths['platstdlib']}/lib-dynload"],
            smart_sys_path=False,
        )

    def warm(self, step: int) -> bool:
        """Has the stubs of one much used module read; whether there are more."""
        values = (*WARM_VALUES, *WARM_MODULES)
        imports = f"import os, {WARM_MODULES[max(step - len(WARM_VALUES), 0)]}\n{WARM_CODE}"
        self.complete({"prefix": f"{imports}{values[step]}.", "suffix": ""})
        # What was read stays for good: 800,000 objects, which a collection in the middle of an
        # answer would go through for half a second (measured).
        gc.collect()
        gc.freeze()
        return step + 1 < len(values)

    def complete(self, question: Question) -> str:
        """The rest of the best name at the cursor; empty if there is none."""
        prefix, suffix = question["prefix"], question["suffix"]
        lines = prefix.split("\n")
        if len(lines[-1]) > MAX_LINE_CHARACTERS or WORD.match(suffix):
            return ""
        script = jedi.Script(prefix + suffix, project=self._project, environment=self._environment)
        found = script.complete(len(lines), len(lines[-1]))[:MAX_NAMES]
        typed = _typed(lines[-1])
        used = Counter(WORD.findall(prefix))
        used.update(WORD.findall(suffix))
        best = min(
            (name for name in found if _fits(name, typed)),
            key=lambda name: _rank(name, used),
            default=None,
        )
        return "" if best is None else best.name[len(typed) :]


def _typed(line: str) -> str:
    """What is there of the name already."""
    match = re.search(r"\w*\Z", line)
    return match[0] if match else ""


def _fits(name: "jedi.api.classes.Completion", typed: str) -> bool:
    # jedi also completes where the case differs, and that is no mere continuation.
    return (
        name.name.startswith(typed)
        and len(name.name) > len(typed)
        and (typed.startswith("_") or not name.name.startswith("_"))
    )


def _rank(
    name: "jedi.api.classes.Completion", used: "Counter[str]"
) -> tuple[int, bool, bool, int, str]:
    """Names that the file uses first, constants late, and last what a module merely imports."""
    return (
        -used[name.name],
        name.type == "module",
        name.name.isupper(),
        len(name.name),
        name.name,
    )
