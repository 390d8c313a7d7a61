"""How much Gemini thinks before it writes: as little as the model allows, for people wait."""

from google.genai import types

# Beside the answer's own tokens: at the lowest levels thoughts are a few hundred.
THINKING_TOKENS = 1024


def thinking_of(model: str) -> types.ThinkingConfig | None:
    """None for models of which nothing is known here: they decide themselves."""
    plain = model.rpartition("/")[2]
    if plain.startswith("gemini-2.5-flash"):
        return types.ThinkingConfig(thinking_budget=0)
    if plain.startswith("gemini-3"):
        # The lowest level that all of them have; `minimal` is known to some.
        return types.ThinkingConfig(thinking_level=types.ThinkingLevel.LOW)
    return None
