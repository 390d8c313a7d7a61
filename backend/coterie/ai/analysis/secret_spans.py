"""Finds secrets in texts: detect-secrets' detectors, and what they leave open."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.filters import heuristic
from detect_secrets.plugins.base import BasePlugin
from detect_secrets.plugins.high_entropy_strings import HighEntropyStringsPlugin
from detect_secrets.plugins.ip_public import IPPublicDetector
from detect_secrets.plugins.keyword import KeywordDetector
from detect_secrets.plugins.private_key import PrivateKeyDetector

# Detectors' patterns look at one line; a longer one is read in parts that overlap.
MAX_LINE_CHARACTERS = 2_000
OVERLAP_CHARACTERS = 200
MIN_SECRET_CHARACTERS = 4

_KEY_BLOCK = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|\Z)",
    re.DOTALL,
)
# A line of a key whose beginning is further up than one can see.
_KEY_LINE = re.compile(r"^[ \t]*([A-Za-z0-9+/]{60,}={0,2})[ \t]*$", re.MULTILINE)
# Forms that have no detector there, or one that finds only their beginning.
_FORMS = (
    re.compile(r"\bAIza[\w-]{35}"),
    re.compile(r"\bsk-[\w-]{20,}"),
    re.compile(r"\bgh[opsur]_[A-Za-z0-9]{30,}"),
    re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"),
    re.compile(r"\b(?:github_pat_|glpat-|xox[abprs]-|hf_|gsk_|ok_|lk_|rk_)[\w-]{16,}"),
    re.compile(r"(?i)\bbearer\s+([\w.~+/=-]{16,})"),
    # As env files and shells have it, without quotes.
    re.compile(
        r"(?i)\b\w{0,40}(?:key|token|secret|passw(?:or)?d|passwd|pwd)\s{0,4}[=:]\s{0,4}"
        r"([^\s\"'`,;()\[\]{}<>$]{8,})[ \t]*$"
    ),
)
_WORDS_ONLY = re.compile(r"[A-Za-z_.]+")
# IP addresses are no secrets; keys are found as whole blocks.
_LEFT_OUT = (IPPublicDetector, PrivateKeyDetector)
# Those that guess, and so are asked twice.
_GUESSING = (HighEntropyStringsPlugin, KeywordDetector)


def _detectors() -> list[BasePlugin]:
    classes: Mapping[str, type[BasePlugin]] = get_mapping_from_secret_type_to_class()
    return [plugin() for plugin in classes.values() if not issubclass(plugin, _LEFT_OUT)]


_DETECTORS = _detectors()


def warm(_step: int) -> bool:
    """Has patterns compiled; nothing is left to do then."""
    find(["password = 'warm'"])
    return False


def find(texts: list[str]) -> list[list[tuple[int, int]]]:
    """By text, where secrets begin and end; no two overlap."""
    return [_merged(_spans(text)) for text in texts]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for match in _KEY_BLOCK.finditer(text):
        yield match.span()
    for match in _KEY_LINE.finditer(text):
        yield match.span(1)
    at = 0
    for line in text.split("\n"):
        for start in range(0, len(line), MAX_LINE_CHARACTERS - OVERLAP_CHARACTERS):
            part = line[start : start + MAX_LINE_CHARACTERS]
            for begin, end in _line_spans(part):
                yield at + start + begin, at + start + end
        at += len(line) + 1


def _line_spans(line: str) -> Iterator[tuple[int, int]]:
    for form in _FORMS:
        for match in form.finditer(line):
            group = match.lastindex or 0
            # `token = next_token` is no secret: letters alone are a name.
            if not (group and _WORDS_ONLY.fullmatch(match[group])):
                yield match.span(group)
    for detector in _DETECTORS:
        for secret in _secrets(detector, line):
            begin = line.find(secret)
            while begin >= 0:
                yield begin, begin + len(secret)
                begin = line.find(secret, begin + len(secret))


def _secrets(detector: BasePlugin, line: str) -> Iterator[str]:
    found: set[Any] = detector.analyze_line(
        # For this one quotes are what makes a string a secret, and so they are in most languages.
        filename="room.py",
        line=line,
        line_number=1,
    )
    for potential in found:
        secret = potential.secret_value or ""
        if len(secret) >= MIN_SECRET_CHARACTERS and not (
            isinstance(detector, _GUESSING) and _is_harmless(secret)
        ):
            yield secret


def _is_harmless(secret: str) -> bool:
    return (
        heuristic.is_sequential_string(secret)
        or heuristic.is_potential_uuid(secret)
        or heuristic.is_templated_secret(secret)
        or heuristic.is_not_alphanumeric_string(secret)
    )


def _merged(spans: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged
