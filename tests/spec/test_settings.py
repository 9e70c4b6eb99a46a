"""Settings: the environment, then the file, then the default; and a plain error for what is no setting."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from oneboard.api.configuration import django_settings
from oneboard.api.pages import DOCS, settings_page, stale
from oneboard.foundation.settings import SettingsError, load, secret_key


def at(home: Path, **more: str) -> dict[str, str]:
    return {"ONEBOARD_HOME": str(home), "PATH": "/bin", **more}


def test_the_environment_goes_before_the_file_and_the_file_before_the_default(tmp_path: Path) -> None:
    (tmp_path / "oneboard.toml").write_text('port = 9000\nlanguage = "en"\norigins = ["https://a.example"]\n')
    found = load(at(tmp_path, ONEBOARD_PORT="9001"))
    assert (found.home, found.port, found.language, found.time_zone) == (
        tmp_path,
        9001,
        "en",
        "Asia/Shanghai",
    )
    assert found.secure


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("ONEBOARD_PROT", "8020", "ONEBOARD_PORT"),
        ("ONEBOARD_PORT", "eight", "port"),
        ("ONEBOARD_PORT", "70000", "port"),
        ("ONEBOARD_DATABASE_URL", "mysql://x", "postgresql://"),
        ("ONEBOARD_TIME_ZONE", "Asia/Nanchong", "Asia/Shanghai"),
        ("ONEBOARD_TIME_ZONE", "../../etc/passwd", "Asia/Shanghai"),
        ("ONEBOARD_ORIGINS", "https://a.example/path", "origins"),
        ("ONEBOARD_LANGUAGE", "fr", "language"),
    ],
)
def test_what_cannot_be_is_refused_with_what_would_be_right(
    tmp_path: Path, name: str, text: str, fault: str
) -> None:
    with pytest.raises(SettingsError, match=fault):
        load(at(tmp_path, **{name: text}))


@pytest.mark.parametrize("text", ["prot = 1", 'home = "/"', "port = ", 'port = "\\ud800"'])
def test_a_file_with_a_fault_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "oneboard.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"oneboard\.toml"):
        load(at(tmp_path))


def test_the_secret_key_is_made_once_for_the_owner_only_by_however_many(tmp_path: Path) -> None:
    home = tmp_path / "new"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: secret_key(home), range(8)))
    assert len(keys) == 1
    assert len(keys.pop()) >= 64
    assert stat.S_IMODE(os.stat(home / "secret.key").st_mode) == 0o600
    assert [file.name for file in home.iterdir()] == ["secret.key"]


def test_https_origins_close_the_cookies_and_open_the_hosts(tmp_path: Path) -> None:
    origins = "https://a.example, https://[fd00::1]:8443"
    found = django_settings(load(at(tmp_path, ONEBOARD_ORIGINS=origins)), "key")
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert {"a.example", "[fd00::1]", "localhost"} <= set(found["ALLOWED_HOSTS"])
    assert "*" not in found["ALLOWED_HOSTS"]


def test_postgresql_is_reached_through_a_pool_and_sqlite_is_durable(tmp_path: Path) -> None:
    url = "postgresql://me@/city?host=/tmp/socket&sslmode=require"
    store = django_settings(load(at(tmp_path, ONEBOARD_DATABASE_URL=url)), "key")["DATABASES"]["default"]
    assert (store["NAME"], store["USER"], store["HOST"]) == ("city", "me", "/tmp/socket")
    assert store["OPTIONS"]["sslmode"] == "require"
    assert store["OPTIONS"]["pool"]["max_size"] == 16
    assert "synchronous = FULL" in str(django_settings(load(at(tmp_path)), "key")["DATABASES"])


def test_the_page_of_settings_is_fresh() -> None:
    assert stale({"settings.md": settings_page()}, DOCS) == []
