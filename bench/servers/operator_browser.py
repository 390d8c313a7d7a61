"""An operator who looks through the admin, one page after the other."""

import asyncio
import os
import re
import secrets
import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path
from typing import Self

import httpx

NAME = "operator"
# From one page's beginning to the next's, unless it takes longer.
PAGE_SECONDS = 0.5
COMMAND_SECONDS = 60
LIST_PAGE = re.compile(r'href="(/admin/\w+/\w+/)"')


class OperatorBrowser:
    """Logged in at the admin."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self.milliseconds: list[float] = []
        """How long each page took."""

    @classmethod
    async def log_in(cls, http: httpx.AsyncClient, password: str) -> Self:
        """`http` has the product's address as its base."""
        await http.get("/admin/login/")
        fields = {
            "csrfmiddlewaretoken": http.cookies["csrftoken"],
            "username": NAME,
            "password": password,
            "next": "/admin/",
        }
        answer = await http.post(
            "/admin/login/", data=fields, headers={"Referer": f"{http.base_url}"}
        )
        if answer.status_code != 302:
            raise RuntimeError(f"the admin let nobody in: {answer.status_code}")
        return cls(http)

    async def browse(self, done: asyncio.Event) -> None:
        """Loads the dashboard and every list, over and over, until `done`."""
        dashboard = await self._load("/admin/")
        for path in cycle(("/admin/", *sorted(set(LIST_PAGE.findall(dashboard))))):
            if done.is_set():
                return
            begun = time.perf_counter()
            await self._load(path)
            await asyncio.sleep(begun + PAGE_SECONDS - time.perf_counter())

    async def _load(self, path: str) -> str:
        begun = time.perf_counter()
        answer = await self._http.get(path)
        self.milliseconds.append((time.perf_counter() - begun) * 1000)
        return answer.raise_for_status().text


def operator_create(data: Path) -> str:
    """Makes the operator of a product's data folder; their password."""
    password = secrets.token_urlsafe()
    identity = ("--username", NAME, "--email", "operator@example.org")
    subprocess.run(
        (sys.executable, *["-m", "coterie", "manage", "createsuperuser", "--noinput"], *identity),
        env={
            **os.environ,
            "COTERIE_DATA_DIR": str(data),
            "DJANGO_SUPERUSER_PASSWORD": password,
        },
        stdout=subprocess.DEVNULL,
        timeout=COMMAND_SECONDS,
        check=True,
    )
    return password
