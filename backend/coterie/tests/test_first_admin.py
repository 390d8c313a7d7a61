"""The first start says how to make an administrator, and what it says works."""

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
from django.contrib.auth.models import User

from coterie.start import admin_hint

START_SECONDS = 30
PASSWORD = "a-password-of-an-operator"


def serve(data: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "coterie", "serve", "--port", "0", "--data-dir", str(data)]
    env = {name: value for name, value in os.environ.items() if name != "DATA_DIR"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)


def test_make_an_administrator_and_log_in(tmp_path: Path) -> None:
    # A folder whose name a shell would take apart.
    data = tmp_path / "the data; of $HOME"
    process = serve(data)
    try:
        assert process.stdout
        address = process.stdout.readline().split()[-1]
        hint = [process.stdout.readline() for _ in range(3)]
        command = hint[1].strip()
        assert command.startswith("COTERIE_DATA_DIR=")
        assert command.endswith("manage createsuperuser")
        options = "--noinput --username operator --email operator@example.org"
        subprocess.run(
            f"{command} {options}",
            shell=True,
            check=True,
            timeout=START_SECONDS,
            cwd=tmp_path,
            env={**os.environ, "DJANGO_SUPERUSER_PASSWORD": PASSWORD},
        )
        with httpx.Client(base_url=address, follow_redirects=True) as http:
            page = http.get("/admin/")
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
            assert token
            fields = {
                "csrfmiddlewaretoken": token[1],
                "username": "operator",
                "password": PASSWORD,
                "next": "/admin/",
            }
            # As a browser sends it from a page of ours.
            answer = http.post(page.url.path, data=fields, headers={"Origin": address})
            assert answer.status_code == 200
            assert "<title>Overview | Coterie</title>" in answer.text
    finally:
        process.terminate()
        process.communicate(timeout=START_SECONDS)


def test_nothing_is_said_where_there_is_one(db: None) -> None:
    assert "createsuperuser" in admin_hint()
    User.objects.create_user("guest", is_staff=True)
    gone = User.objects.create_superuser("gone")
    gone.is_active = False
    gone.save()
    assert "createsuperuser" in admin_hint()
    User.objects.create_superuser("operator")
    assert admin_hint() == ""


def test_commands_use_the_folder_that_serving_uses(tmp_path: Path) -> None:
    """`DATA_DIR` is what `make run` sets."""
    env = {**os.environ, "DATA_DIR": str(tmp_path / "mine")}
    env.pop("COTERIE_DATA_DIR", None)
    command = [sys.executable, "-m", "coterie", "manage", "migrate", "--verbosity", "0"]
    subprocess.run(command, env=env, check=True, timeout=START_SECONDS, cwd=tmp_path)
    assert (tmp_path / "mine" / "app.sqlite3").exists()
    assert not (tmp_path / "data").exists()


def test_too_early_is_said(tmp_path: Path) -> None:
    env = {**os.environ, "COTERIE_DATA_DIR": str(tmp_path), "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    command = [sys.executable, "-m", "coterie", "manage", "createsuperuser", "--noinput"]
    done = subprocess.run(
        [*command, "--username", "operator", "--email", "operator@example.org"],
        env=env,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )
    assert done.returncode != 0
    assert "coterie manage migrate" in done.stderr
    assert "Traceback" not in done.stderr
