"""What counts as a secret, in the real child process."""

import pytest

from coterie.ai.redaction import redact, redact_around

SECRETS = [
    "AKIAQ7XJ4ZNMB2K5PLWT",
    "ghp_1234567890abcdefghijklmnopqrstuvwxyzAB",
    "AIzaSyD-1234567890abcdefghijklmnopqrstu",
    "sk-proj-abcdefghijklmnopqrstuvwxyz123456",
    "ok_" + "aB3" * 14,
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
]
HARMLESS = [
    "token = next_token",
    "for key in keys:",
    "password = get_password()",
    'name = "a plain sentence of words"',
    "id = '123e4567-e89b-12d3-a456-426614174000'",
    "alphabet = 'abcdefghijklmnopqrstuvwxyz'",
    "host = '127.0.0.1'",
    "import { useEffect, useMemo } from 'react'",
    "def token_of(request: Request) -> str:",
    "password: str",
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("form", ["x = '{}'", '{{"k": "{}"}}', "{}", "# was {} once", "A={}\nB=1"])
async def test_found_wherever_it_stands(secret: str, form: str) -> None:
    text = form.format(secret)
    redacted = await redact([text, "", text])
    assert redacted.count == 2
    assert redacted.texts == (
        text.replace(secret, "REDACTED"),
        "",
        text.replace(secret, "REDACTED"),
    )


@pytest.mark.parametrize("text", HARMLESS)
async def test_code_stays_as_it_is(text: str) -> None:
    assert await redact([text]) == type(await redact([text]))((text,), 0)


async def test_keys_of_many_lines_go_whole_even_if_cut() -> None:
    body = "\n".join(["MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"] * 9)
    for text in (
        f"a\n-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----\nb",
        f"a\n-----BEGIN PRIVATE KEY-----\n{body}",
        f"{body}\n-----END PRIVATE KEY-----\nb",
    ):
        redacted = await redact([text])
        assert "MIIEv" not in redacted.texts[0]
        assert redacted.count >= 1


async def test_a_line_of_any_length_is_searched() -> None:
    secret = SECRETS[0]
    for at in (0, 1_790, 1_900, 1_995, 50_000):
        text = "x = " + "ab " * (at // 3) + f"'{secret}' " + "cd " * 9_000
        assert secret not in (await redact([text])).texts[0]


async def test_a_cursor_may_be_anywhere() -> None:
    secret = SECRETS[1]
    text = f"a = '{secret}'; b = '{secret}'"
    for cursor in range(len(text) + 1):
        redacted = await redact_around(text[:cursor], text[cursor:], ["c"])
        whole = "".join(redacted.texts[:2])
        assert whole == text.replace(secret, "REDACTED")
        assert redacted.texts[2] == "c"
        assert redacted.count == 2
