"""The two child processes of this one: jedi is slow at times, and nobody else waits for it."""

from functools import cache

from django.conf import settings

from coterie.ai.analysis.analyst import Analyst


@cache
def python_analyst() -> Analyst:
    """Completes Python."""
    return Analyst("python", settings.DATA_DIR / "cache" / "jedi")


@cache
def text_analyst() -> Analyst:
    """Finds secrets, outlines files, completes lines."""
    return Analyst("texts")


def analysts_warm() -> None:
    """Starts both, so that the first question finds them ready; does not wait."""
    python_analyst().warm()
    text_analyst().warm()


def analysts_close() -> None:
    python_analyst().close()
    text_analyst().close()
