"""Which engine the environment chooses, and what it refuses."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from coterie.config.ai import AiEngine, AiSettings, Failover, Fim, ai_settings
from coterie.config.env import Environment

URL = "http://127.0.0.1:11434/v1"
KEY = "AIzaSyD-not-a-key"


def read(**values: str) -> AiSettings:
    return ai_settings(Environment(values))


def test_without_anything_the_local_engine_answers() -> None:
    ai = read()
    assert ai == AiSettings(engine=AiEngine.LOCAL)
    assert (ai.label, ai.is_remote, ai.is_off) == ("Offline engine", False, False)


def test_a_key_of_gemini_is_enough() -> None:
    ai = read(GEMINI_API_KEY=KEY, COTERIE_AI_BASE_URL=URL)
    assert (ai.engine, ai.model, ai.api_key) == (AiEngine.GEMINI, "gemini-3.5-flash", KEY)
    # Another server's address, which nobody said is Gemini's.
    assert ai.base_url == ""
    assert ai.label == "Gemini (gemini-3.5-flash)"
    assert KEY not in repr(ai)


def test_so_is_a_base_url_with_a_model() -> None:
    ai = read(
        COTERIE_AI_BASE_URL=f"{URL}/", COTERIE_AI_MODEL="qwen2.5-coder:7b", COTERIE_AI_FIM="ollama"
    )
    assert (ai.engine, ai.base_url, ai.fim) == (AiEngine.OPENAI_COMPATIBLE, URL, Fim.OLLAMA)
    assert (ai.label, ai.is_remote, ai.allow_private_url) == ("qwen2.5-coder:7b", True, False)


def test_everything_may_be_said() -> None:
    ai = read(
        COTERIE_AI_ENGINE="openai_compatible",
        COTERIE_AI_BASE_URL=URL,
        COTERIE_AI_API_KEY="sk-1",
        COTERIE_AI_MODEL="m",
        COTERIE_AI_ALLOW_PRIVATE_URL="true",
        COTERIE_AI_FAILOVER="local",
        COTERIE_AI_PER_PERSON_MINUTE="1",
        COTERIE_AI_PER_ROOM_DAY="2",
        COTERIE_AI_PER_DAY="3",
        GEMINI_API_KEY=KEY,
    )
    assert ai == AiSettings(
        engine=AiEngine.OPENAI_COMPATIBLE,
        base_url=URL,
        api_key="sk-1",
        model="m",
        allow_private_url=True,
        failover=Failover.LOCAL,
        per_person_minute=1,
        per_room_day=2,
        per_day=3,
    )


def test_a_choice_outranks_keys() -> None:
    assert read(COTERIE_AI_ENGINE="local", GEMINI_API_KEY=KEY).engine is AiEngine.LOCAL
    off = read(COTERIE_AI_ENGINE="off", GEMINI_API_KEY=KEY)
    assert (off.is_off, off.is_remote, off.label) == (True, False, "")
    proxied = read(
        COTERIE_AI_ENGINE="gemini", GEMINI_API_KEY=KEY, COTERIE_AI_BASE_URL="https://proxy.example"
    )
    assert (proxied.engine, proxied.base_url) == (AiEngine.GEMINI, "https://proxy.example")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("COTERIE_AI_ENGINE", {"COTERIE_AI_ENGINE": "gpt"}),
        ("GEMINI_API_KEY", {"COTERIE_AI_ENGINE": "gemini"}),
        ("GEMINI_API_KEY", {"GEMINI_API_KEY": "not a key"}),
        ("GEMINI_API_KEY", {"GEMINI_API_KEY": "kéy"}),
        ("COTERIE_AI_BASE_URL", {"COTERIE_AI_ENGINE": "openai_compatible"}),
        ("COTERIE_AI_MODEL", {"COTERIE_AI_BASE_URL": URL}),
        ("COTERIE_AI_FIM", {"COTERIE_AI_FIM": "magic"}),
        ("COTERIE_AI_FAILOVER", {"COTERIE_AI_FAILOVER": "gemini"}),
        ("COTERIE_AI_ALLOW_PRIVATE_URL", {"COTERIE_AI_ALLOW_PRIVATE_URL": "perhaps"}),
        ("COTERIE_AI_PER_DAY", {"COTERIE_AI_PER_DAY": "0"}),
        *(
            ("COTERIE_AI_BASE_URL", {"COTERIE_AI_BASE_URL": url, "COTERIE_AI_MODEL": "m"})
            for url in (
                "ftp://x",
                "x",
                "http://",
                "http://x:99999",
                "http://me:pass@x",
                "http://x/?key=1",
                "http://x y",
            )
        ),
    ],
)
def test_a_bad_value_is_named(name: str, values: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^{name}: ") as refused:
        read(**values)
    assert "pass" not in str(refused.value)
