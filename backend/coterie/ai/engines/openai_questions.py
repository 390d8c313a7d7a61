"""Requests of the OpenAI-compatible family: where they go, and what they say."""

from dataclasses import dataclass
from typing import Literal

import httpx

from coterie.ai.engines.base import SuggestRequest
from coterie.ai.engines.fim_tokens import FimTokens
from coterie.ai.engines.openai_answers import (
    Reader,
    read_chat,
    read_completion,
    read_generate,
    read_infill,
)
from coterie.ai.engines.prompts import Prompt
from coterie.ai.engines.surrogates import whole_characters

Fim = Literal["chat", "suffix", "ollama", "infill", "tokens"]

# The likeliest text each time: people who ask twice expect the same.
TEMPERATURE = 0
# Mistral's own name for `/completions` with a suffix.
MISTRAL_HOST = "mistral.ai"


@dataclass(frozen=True)
class Question:
    url: str
    body: dict[str, object]
    read: Reader
    """Reads one event of the answer."""
    is_sse: bool = True
    """Else the answer is a JSON object a line."""


class Questions:
    """What is asked of one server and model."""

    def __init__(self, base_url: httpx.URL, model: str, tokens: FimTokens | None) -> None:
        base = str(base_url).rstrip("/")
        # llama.cpp's and Ollama's own calls are beside `/v1`, all others below it.
        self._root = base.removesuffix("/v1")
        self._v1 = base if base_url.path.strip("/") else f"{base}/v1"
        is_mistral = base_url.host == MISTRAL_HOST or base_url.host.endswith(f".{MISTRAL_HOST}")
        self._suffix_path = "fim/completions" if is_mistral else "completions"
        self._model = model
        self._tokens = tokens

    def chat(self, prompt: Prompt, max_tokens: int) -> Question:
        """Chat completions; no tools are offered."""
        messages = [
            {"role": "system", "content": prompt.system},
            {"role": "user", "content": prompt.user},
        ]
        body = {**self._common(max_tokens), "messages": messages}
        body["stream_options"] = {"include_usage": True}
        return Question(f"{self._v1}/chat/completions", body, read_chat)

    def suffix(self, request: SuggestRequest) -> Question:
        """Completions whose server knows how its model takes a suffix."""
        body = self._common(request.max_tokens)
        body |= {"prompt": _prefix(request), "suffix": whole_characters(request.suffix)}
        return Question(f"{self._v1}/{self._suffix_path}", body, read_completion)

    def tokens(self, request: SuggestRequest) -> Question:
        """Completions with the model's own tokens; needs `tokens`."""
        if self._tokens is None:
            raise ValueError("no tokens")
        body = self._common(request.max_tokens)
        body["prompt"] = whole_characters(self._tokens.prompt(request))
        if self._tokens.stop:
            body["stop"] = list(self._tokens.stop)
        return Question(f"{self._v1}/completions", body, read_completion)

    def ollama(self, request: SuggestRequest) -> Question:
        """Ollama's own call: one JSON object a line."""
        body: dict[str, object] = {
            "model": self._model,
            "prompt": _prefix(request),
            "suffix": whole_characters(request.suffix),
            "stream": True,
            "options": {"num_predict": request.max_tokens, "temperature": TEMPERATURE},
        }
        return Question(f"{self._root}/api/generate", body, read_generate, is_sse=False)

    def infill(self, request: SuggestRequest) -> Question:
        """llama.cpp's own call; it has one model, and ignores the name."""
        extra = [
            {"filename": whole_characters(path), "text": whole_characters(text)}
            for path, text in request.context
        ]
        body: dict[str, object] = {
            "input_prefix": whole_characters(request.prefix),
            "input_suffix": whole_characters(request.suffix),
            "input_extra": extra,
            "n_predict": request.max_tokens,
            "temperature": TEMPERATURE,
            "stream": True,
        }
        return Question(f"{self._root}/infill", body, read_infill)

    def _common(self, max_tokens: int) -> dict[str, object]:
        return {
            "model": self._model,
            "max_tokens": max_tokens,
            "temperature": TEMPERATURE,
            "stream": True,
        }


def _prefix(request: SuggestRequest) -> str:
    # Models that only continue text take other files as what stands before.
    others = [f"{path}\n\n{text}\n\n" for path, text in request.context]
    return whole_characters("".join((*others, request.prefix)))
