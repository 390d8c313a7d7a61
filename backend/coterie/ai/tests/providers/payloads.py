"""What providers really say, as their documents and recorded answers show it."""

import json
from collections.abc import Iterable
from typing import Any

from coterie.ai.tests.providers.server import Answer, Step

Json = dict[str, Any]


def event(data: Json) -> bytes:
    return b"data: %s\n\n" % json.dumps(data).encode()


DONE = b"data: [DONE]\n\n"


def chat_chunk(delta: Json, finish_reason: str | None = None) -> Json:
    """OpenAI's `chat.completion.chunk`."""
    return {
        "id": "chatcmpl-C7nUz3kEJ2mTJ0qkQq1V4sN8Xh2bL",
        "object": "chat.completion.chunk",
        "created": 1764070000,
        "model": "gpt-4.1-mini-2025-04-14",
        "service_tier": "default",
        "system_fingerprint": "fp_4fce0778af",
        "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}],
        "usage": None,
        "obfuscation": "x9Q",
    }


OPENAI_USAGE: Json = {
    "prompt_tokens": 211,
    "completion_tokens": 9,
    "total_tokens": 220,
    "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
}


def chat_answer(*texts: str) -> list[bytes]:
    """A first delta with the role alone, the texts, the reason, the usage, the end."""
    chunks = [
        chat_chunk({"role": "assistant", "content": "", "refusal": None}),
        *(chat_chunk({"content": text}) for text in texts),
        chat_chunk({}, "stop"),
    ]
    return [
        *map(event, chunks),
        event({**chat_chunk({}), "choices": [], "usage": OPENAI_USAGE}),
        DONE,
    ]


def completion_answer(*texts: str) -> list[bytes]:
    """vLLM's `/v1/completions`."""

    def chunk(choice: Json, usage: Json | None = None) -> bytes:
        return event(
            {
                "id": "cmpl-6d0e2f9ad4c04c15a64a4a1f1f6d6f0b",
                "object": "text_completion",
                "created": 1764070000,
                "model": "Qwen/Qwen2.5-Coder-7B",
                "choices": [{"index": 0, "logprobs": None, "stop_reason": None, **choice}],
                "usage": usage,
            }
        )

    return [
        *(chunk({"text": text, "finish_reason": None}) for text in texts),
        chunk({"text": "", "finish_reason": "stop"}, OPENAI_USAGE),
        DONE,
    ]


def ollama_answer(*texts: str) -> list[bytes]:
    """`/api/generate`: a JSON object a line, the last one with durations in nanoseconds."""
    common = {"model": "qwen2.5-coder:7b", "created_at": "2025-11-25T11:26:40.181953Z"}
    last = {
        "done": True,
        "done_reason": "stop",
        "context": [151659, 750, 912],
        "total_duration": 4648158584,
        "load_duration": 4071084,
        "prompt_eval_count": 211,
        "prompt_eval_duration": 439038000,
        "eval_count": 9,
        "eval_duration": 4200641000,
    }
    lines = [*({"response": text, "done": False} for text in texts), {"response": "", **last}]
    return [json.dumps({**common, **line}).encode() + b"\n" for line in lines]


def infill_answer(*texts: str) -> list[bytes]:
    """llama.cpp's `/infill`: no `[DONE]`, the last event says `stop`."""
    parts = [
        {
            "index": 0,
            "content": text,
            "tokens": [1042],
            "stop": False,
            "id_slot": 0,
            "tokens_predicted": number,
            "tokens_evaluated": 211,
        }
        for number, text in enumerate(texts, 1)
    ]
    last = {
        "index": 0,
        "content": "",
        "tokens": [],
        "id_slot": 0,
        "stop": True,
        "model": "gpt-3.5-turbo",
        "tokens_predicted": 9,
        "tokens_evaluated": 211,
        "generation_settings": {"n_predict": 64, "temperature": 0.0, "stream": True},
        "has_new_line": False,
        "truncated": False,
        "stop_type": "eos",
        "stopping_word": "",
        "tokens_cached": 219,
        "timings": {"prompt_n": 211, "prompt_ms": 62.1, "predicted_n": 9, "predicted_ms": 101.2},
    }
    return [event(part) for part in (*parts, last)]


def gemini_chunk(text: str | None, finish_reason: str | None = None) -> Json:
    """`GenerateContentResponse`, as `streamGenerateContent?alt=sse` sends it."""
    candidate: Json = {"content": {"role": "model"}, "index": 0}
    if text is not None:
        candidate["content"]["parts"] = [{"text": text}]
    if finish_reason:
        candidate["finishReason"] = finish_reason
    return {
        "candidates": [candidate],
        "usageMetadata": {
            "promptTokenCount": 211,
            "candidatesTokenCount": 5,
            "totalTokenCount": 220,
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 211}],
            "thoughtsTokenCount": 4,
        },
        "modelVersion": "gemini-3.5-flash",
        "responseId": "8JwlafG0Lt2dkdUPq8i0kQ0",
    }


def gemini_answer(*texts: str) -> list[bytes]:
    """Its lines end with CR LF."""
    last = gemini_chunk("", "STOP")
    last["candidates"][0]["content"]["parts"][0]["thoughtSignature"] = "CiQB4/H/XsLu" * 40
    chunks = [*map(gemini_chunk, texts), last]
    return [
        b"data: %s\r\n\r\n" % json.dumps(chunk, ensure_ascii=False).encode() for chunk in chunks
    ]


def gemini_error(code: int, status: str, message: str, *details: Json) -> bytes:
    """Pretty-printed over several lines, as Google does."""
    error = {"code": code, "message": message, "status": status, "details": list(details)}
    return json.dumps({"error": error}, indent=2).encode()


def openai_error(message: str, kind: str, code: str | None, param: str | None = None) -> bytes:
    error = {"message": message, "type": kind, "param": param, "code": code}
    return json.dumps({"error": error}, indent=4).encode()


def failure(status: int, body: bytes, headers: dict[str, str] | None = None) -> Answer:
    """An error as a JSON body."""
    head = {"Content-Type": "application/json; charset=UTF-8", **(headers or {})}
    return Answer(status=status, steps=[body], headers=head)


def by_bytes(steps: Iterable[bytes]) -> list[bytes | Step]:
    """The same answer in the smallest chunks there are."""
    return [bytes((byte,)) for step in steps for byte in step]
