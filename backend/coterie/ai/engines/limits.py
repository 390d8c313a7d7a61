"""How long, and how much, a remote engine may answer."""

from dataclasses import dataclass

# A server that is there answers a connection attempt at once, even from another continent.
CONNECT_SECONDS = 3.0
# A suggestion that comes later is of no use: the text has moved on.
SUGGEST_SECONDS = 8.0
# A summary of a big room by a slow model; people watch it being written.
SUMMARY_SECONDS = 60.0
# Models that think before they write say nothing for long.
SUMMARY_SILENCE_SECONDS = 30.0
# Thousands of tokens, each wrapped in some hundred bytes of JSON.
MAX_ANSWER_BYTES = 4 << 20
# The longest lines are Gemini's thought signatures, some tens of kB.
MAX_LINE_BYTES = 256 << 10
# Three lines a token at most: one event, its end, a keep-alive.
MAX_LINES = 30_000
# Far beyond any `max_tokens` of ours, however long the tokens.
MAX_ANSWER_CHARACTERS = 64 << 10
# An error's explanation is a few hundred bytes.
MAX_ERROR_BYTES = 64 << 10
# The end of a body follows its last event at once; reading it keeps the connection for reuse.
DRAIN_SECONDS = 0.25


@dataclass(frozen=True, kw_only=True)
class AnswerLimits:
    """Bounds of one answer; past the times it is EngineTimeout, past the sizes AnswerMalformed."""

    connect_seconds: float = CONNECT_SECONDS
    silence_seconds: float
    """Between two parts of the answer, and before the first."""
    total_seconds: float
    max_bytes: int = MAX_ANSWER_BYTES
    max_line_bytes: int = MAX_LINE_BYTES
    max_lines: int = MAX_LINES
    max_characters: int = MAX_ANSWER_CHARACTERS


SUGGEST_LIMITS = AnswerLimits(silence_seconds=SUGGEST_SECONDS, total_seconds=SUGGEST_SECONDS)
SUMMARY_LIMITS = AnswerLimits(
    silence_seconds=SUMMARY_SILENCE_SECONDS, total_seconds=SUMMARY_SECONDS
)
