"""COTERIE_TRUST_PROXY: whether links follow what a proxy says of the browser's address."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ASK = """
import django
django.setup()
from django.test import RequestFactory
seen = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_HOST": "rooms.example.org"}
print(RequestFactory().get("/", HTTP_HOST="localhost", **seen).build_absolute_uri("/room/x"))
"""


@pytest.mark.parametrize(
    ("trust", "url"),
    [("", "http://localhost/room/x"), ("1", "https://rooms.example.org/room/x")],
)
def test_links(trust: str, url: str, tmp_path: Path) -> None:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "coterie.config.settings",
        "COTERIE_DATA_DIR": str(tmp_path),
        "COTERIE_TRUST_PROXY": trust,
        "ALLOWED_HOSTS": "localhost,rooms.example.org",
    }
    asked = subprocess.run(
        [sys.executable, "-c", ASK], env=env, check=True, capture_output=True, text=True
    )
    assert asked.stdout.strip() == url
