"""Checks a provider's key before it becomes a header."""

from coterie.ai.errors import EngineRefused

# Google's have 39, OpenAI's about 170; signed tokens of gateways have some thousand.
MAX_KEY_CHARACTERS = 8192


def key_check(key: str) -> str:
    """The key without blanks around it.

    Raises EngineRefused, without the key: what a library raises for it would hold it.
    """
    key = key.strip()
    if len(key) > MAX_KEY_CHARACTERS or not (
        key.isascii() and key.isprintable() and " " not in key
    ):
        raise EngineRefused("The AI key holds characters that no key has, or is too long.")
    return key
