"""Joins characters that a provider cut in two between events."""

_HIGH = range(0xD800, 0xDC00)


class SurrogateJoiner:
    """Texts in, texts out; what comes out can always be encoded.

    Some providers cut JSON strings between the two UTF-16 halves of an emoji.
    """

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> str:
        """All that is certain by now; half a character is kept for its other half."""
        text = self._held + text
        self._held = text[-1:] if text and ord(text[-1]) in _HIGH else ""
        return whole_characters(text[: len(text) - len(self._held)])

    def end(self) -> str:
        """What is left: half a character for ever."""
        held, self._held = self._held, ""
        return whole_characters(held)


def whole_characters(text: str) -> str:
    """The text with halves that stand side by side joined, and lone ones replaced."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
