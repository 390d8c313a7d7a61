"""What AI does before the first question: finds wrong settings, and warms what starts slowly."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from coterie.ai.analysis.analysts import analysts_warm
from coterie.ai.engines.choice import chosen_engine
from coterie.ai.errors import EngineError, ModelNotFound


def ai_start() -> None:
    """Raises ImproperlyConfigured for an engine that cannot be made; waits for no process."""
    if settings.AI.is_off:
        return
    try:
        chosen_engine()
    except ModelNotFound as error:
        raise ImproperlyConfigured(f"COTERIE_AI_MODEL: {error}") from None
    except EngineError as error:
        raise ImproperlyConfigured(f"COTERIE_AI_BASE_URL or the key: {error}") from None
    analysts_warm()
