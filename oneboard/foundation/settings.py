"""The settings of a node: from the environment and one file, each with a default that suits a laptop.

`docs/settings.md` is made from the fields below.
"""

import os
import secrets
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

PREFIX: Final = "ONEBOARD_"
FILE: Final = "oneboard.toml"

Origin = Annotated[str, Meta(pattern=r"^https?://([A-Za-z0-9.\-]+|\[[0-9A-Fa-f:]+\])(:[0-9]+)?\Z")]


class SettingsError(Exception):
    """A setting that cannot be; the text says which, where it stands, and what would be right."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`home` comes from the environment only, since the file lies in it."""

    home: Annotated[Path, Meta(description="Everything of the node lies under it.")] = Path("~/.oneboard")
    database_url: Annotated[
        str | None,
        Meta(description="`postgresql://user@host/name`; absent: SQLite, `oneboard.sqlite` in the home."),
    ] = None
    pool_size: Annotated[
        int, Meta(ge=1, le=500, description="Connections to PostgreSQL that the request threads share.")
    ] = 16
    one_core: Annotated[
        bool,
        Meta(description="Whether each process of the node stays on one core (Linux only; decision 0008)."),
    ] = True
    time_zone: Annotated[
        str, Meta(description="The city's own: it decides which day a figure belongs to.")
    ] = "Asia/Shanghai"
    language: Annotated[
        Literal["zh", "en"], Meta(description="What the node speaks where the reader has not said.")
    ] = "zh"
    host: Annotated[str, Meta(description="The address to listen on; `0.0.0.0` for the whole network.")] = (
        "127.0.0.1"
    )
    port: Annotated[int, Meta(ge=0, le=65_535, description="The port to listen on.")] = 8020
    origins: Annotated[
        tuple[Origin, ...],
        Meta(
            description="What people type to come here, for example `https://oneboard.example.gov.cn`; "
            "several with commas. Other host names are refused. If all are https, so are the cookies. "
            "Empty: this machine and `host`."
        ),
    ] = ()
    proxies: Annotated[
        int, Meta(ge=0, le=5, description="How many proxies of ours stand before the node.")
    ] = 0
    max_batch: Annotated[int, Meta(ge=1, le=10_000, description="Entries in one batch of a device.")] = 500
    max_body: Annotated[int, Meta(ge=65_536, description="Bytes in the body of one request.")] = 4_194_304
    metrics_port: Annotated[
        int,
        Meta(
            ge=0,
            le=65_535,
            description="Metrics for a Prometheus on this machine, on loopback only; 0: none.",
        ),
    ] = 0
    log: Annotated[
        Literal["text", "json"],
        Meta(description="What is logged to stderr: lines for people, or a line of JSON for each."),
    ] = "text"
    session_hours: Annotated[
        int, Meta(ge=1, le=720, description="Hours until a person must sign in again.")
    ] = 12

    @property
    def secure(self) -> bool:
        """Whether every way here is TLS."""
        return bool(self.origins) and all(origin.startswith("https://") for origin in self.origins)


def load(environ: Mapping[str, str]) -> Settings:
    """The environment goes before the file, the file before the defaults. Raises SettingsError."""
    asked = _from_environment(environ)
    home = Path(asked.pop("home", "") or "~/.oneboard").expanduser().absolute()
    file = home / FILE
    return _settings({**_from_file(file), **asked, "home": home}, file)


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    asked: dict[str, Any] = {
        key.removeprefix(PREFIX).lower(): text for key, text in environ.items() if key.startswith(PREFIX)
    }
    if unknown := sorted(set(asked) - set(Settings.__struct_fields__)):
        names = ", ".join(PREFIX + name.upper() for name in unknown)
        known = ", ".join(PREFIX + name.upper() for name in Settings.__struct_fields__)
        raise SettingsError(f"the environment has {names}, which is no setting; there are {known}")
    if "origins" in asked:
        asked["origins"] = [part.strip() for part in asked["origins"].split(",") if part.strip()]
    return asked


def _from_file(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    try:
        asked = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is not TOML: {error}") from error
    known = [name for name in Settings.__struct_fields__ if name != "home"]
    if unknown := sorted(set(asked) - set(known)):
        names = ", ".join(unknown)
        raise SettingsError(f"{file} has {names}, which is no setting; there are {', '.join(known)}")
    return asked


def _settings(asked: dict[str, Any], file: Path) -> Settings:
    try:
        settings = msgspec.convert(asked, Settings, strict=False, dec_hook=lambda kind, text: kind(text))
    except msgspec.ValidationError as error:
        raise SettingsError(f"in the environment or in {file}: {error}") from error
    url = settings.database_url
    if url is not None and not url.startswith(("postgresql://", "postgres://")):
        raise SettingsError("database_url begins with postgresql://, or is absent for SQLite")
    try:
        ZoneInfo(settings.time_zone)
    except (KeyError, ValueError, OSError) as error:
        raise SettingsError(f"time_zone {settings.time_zone} is none; for example Asia/Shanghai") from error
    return settings


def secret_key(home: Path) -> str:
    """What signs sessions, made at first use. It lies in `secret.key`, readable by the owner only.

    Two processes that start together agree: the first link wins, and both read it.
    """
    file = home / "secret.key"
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = home / f"secret.key.{secrets.token_hex(8)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text(encoding="ascii")
