"""The engines that this process has, made once, as the settings say."""

from functools import cache
from typing import TYPE_CHECKING, cast

from django.conf import settings

from coterie.ai.engines.base import Engine
from coterie.ai.engines.local import LocalEngine
from coterie.config.ai import AiEngine, AiSettings

if TYPE_CHECKING:
    from coterie.ai.engines.openai_questions import Fim


@cache
def local_engine() -> Engine:
    return LocalEngine()


def chosen_engine() -> Engine:
    """The one that answers in rooms; the local one if AI is off, which callers ask before.

    The first time for a remote engine this takes a third of a second: not on the event loop.
    Raises EngineErrors: an address that is not allowed, a key that cannot be one.
    """
    return engine_of(settings.AI)


@cache
def engine_of(ai: AiSettings) -> Engine:
    match ai.engine:
        case AiEngine.GEMINI:
            from coterie.ai.engines.gemini import GEMINI_BASE_URL, GeminiEngine

            return GeminiEngine(
                key=ai.api_key,
                model=ai.model,
                base_url=ai.base_url or GEMINI_BASE_URL,
                allow_private=ai.allow_private_url,
            )
        case AiEngine.OPENAI_COMPATIBLE:
            from coterie.ai.engines.openai_compatible import OpenAICompatibleEngine

            return OpenAICompatibleEngine(
                base_url=ai.base_url,
                key=ai.api_key,
                model=ai.model,
                fim=cast("Fim", str(ai.fim)),
                allow_private=ai.allow_private_url,
            )
    return local_engine()
