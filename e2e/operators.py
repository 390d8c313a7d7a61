"""An operator at the admin: made by command, logged in by form."""

import os
import subprocess
import sys
from pathlib import Path

from playwright.async_api import Page, expect

PASSWORD = "a-password-of-an-operator"


def administrator_make(data: Path) -> None:
    command = [sys.executable, "-m", "coterie", "manage", "createsuperuser", "--noinput"]
    options = ["--username", "operator", "--email", "operator@example.org"]
    env = {**os.environ, "COTERIE_DATA_DIR": str(data), "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    subprocess.run([*command, *options], env=env, check=True, timeout=30)


async def log_in(page: Page, base: str) -> None:
    await page.goto(f"{base}/admin/")
    await page.get_by_label("Username").fill("operator")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Log in").click()
    await expect(page.get_by_role("heading", name="Overview")).to_be_visible()
