"""Backups (备份): a directory with one moment of everything a node keeps, and a manifest that is written last.

Checkpoints before the journal, so that none names a block the copy has not; keys and blobs behind it, so that what
the copy names is there. Keys live on in a backup, so none in the node's own directory is older than seven days.
"""

import datetime as dt
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeAlias

import msgspec
from django.db import connection

from oneboard import __version__
from oneboard.foundation.clock import DAY_MS, instant_ms, iso, moment
from oneboard.foundation.settings import FILE
from oneboard.journal.blobs import Blobs, hash_of
from oneboard.privacy.files import erase, make_directory, write_durably
from oneboard.privacy.keyring import Keyring
from oneboard.recorder import copies

#: Law 6: what has expired is gone from backups within seven days. The hour is for a clock that comes round late.
KEEP_MS: Final = 7 * DAY_MS - 3_600_000

MANIFEST: Final = "manifest.json"
_STORE: Final = "store"
_CHECKPOINT_KEY: Final = Path("keys/checkpoint.key")
_NAMED: Final = re.compile(r"\d{8}T\d{6}\.\d{6}Z")
_NAME: Final = "%Y%m%dT%H%M%S.%f"

#: Told what is being done, and how much of how much.
Tell: TypeAlias = Callable[[str, int, int], None]


class BackupError(Exception):
    """Why a backup cannot be made or used, in both languages."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the backup is of, and the SHA-256 of each file by its path."""

    made_at: str
    program: str
    store: str
    seq: int
    block: int
    hash: str
    migrations: tuple[str, ...]
    files: dict[str, str]


def folder(home: Path, now_ms: int) -> Path:
    """Where a backup lies when nobody says where: its name is its time."""
    return home / "backups" / f"{moment(now_ms):{_NAME}}Z"


def make(home: Path, target: Path, now_ms: int, tell: Tell) -> Manifest:
    """A whole backup or none, while others write. Raises BackupError where something is in the way."""
    if target.exists() and any(target.iterdir()):
        raise BackupError(f"目录不是空的：{target}。 The directory is not empty: {target}.")
    make_directory(target)
    try:
        return _make(home, target, now_ms, tell)
    except BaseException:
        remove(target)
        raise


def check(source: Path, tell: Tell) -> Manifest:
    """Raises BackupError unless the backup is whole, every byte as it was, and none too new for this program."""
    try:
        manifest = msgspec.json.decode((source / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise BackupError(
            f"没有 {MANIFEST}：不是备份，或未做完。 No {MANIFEST}: not a backup, or one that was cut off."
        ) from None
    except msgspec.DecodeError as error:
        raise BackupError(f"{MANIFEST} 已损坏。 {MANIFEST} is damaged: {error}") from error
    for done, (name, digest) in enumerate(manifest.files.items(), start=1):
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise BackupError(f"{name} 不在备份之内。 {name} is not within the backup.")
        path = source / name
        if not path.is_file() or hash_of(path) != digest:
            raise BackupError(f"{name} 缺失或已改变。 {name} is missing, or its bytes were changed.")
        tell("核对 checking", done, len(manifest.files))
    if missing := copies.unknown(manifest.migrations):
        raise BackupError(
            f"备份出自更新的程序 {manifest.program}。 It was made by a newer program, {manifest.program}: {missing[-1]}"
        )
    return manifest


def put_files_back(source: Path, manifest: Manifest, home: Path, tell: Tell) -> None:
    """Everything but the store and the settings, as copies of its own."""
    files = [name for name in manifest.files if not name.startswith(f"{_STORE}/") and name != FILE]
    for done, name in enumerate(files, start=1):
        make_directory((home / name).parent)
        _copy(source / name, home / name)
        tell("文件 files", done, len(files))
    os.sync()


def put_store_back(source: Path, manifest: Manifest, tell: Tell) -> None:
    copies.put_back(
        source / _STORE, manifest.migrations, lambda done, total: tell("数据库 store", done, total)
    )


def prune(home: Path, now_ms: int) -> list[Path]:
    """Removes what is too old from the node's own directory, half-made ones too; other directories are yours."""
    found = sorted((home / "backups").glob("*"))
    old = [path for path in found if _NAMED.fullmatch(path.name) and _made_at(path) <= now_ms - KEEP_MS]
    for path in old:
        remove(path)
    return old


def remove(target: Path) -> None:
    """The keys first, overwritten."""
    for path in target.glob("keys/**/*"):
        if path.is_file():
            erase(path)
    shutil.rmtree(target)


def _make(home: Path, target: Path, now_ms: int, tell: Tell) -> Manifest:
    _take(home, [path.relative_to(home) for path in _small_files(home)], target)
    make_directory(target / _STORE)
    copied = copies.copy(target / _STORE, lambda done, total: tell("数据库 store", done, total))
    keyring = Keyring(home)
    try:
        keyring.backup(target)
    finally:
        keyring.close()
    _take(home, [_CHECKPOINT_KEY] if (home / _CHECKPOINT_KEY).exists() else [], target)
    files = {
        str(path.relative_to(target)): hash_of(path) for path in sorted(target.rglob("*")) if path.is_file()
    }
    files |= _take_blobs(Blobs(home), Blobs(target), tell)
    manifest = Manifest(iso(now_ms), __version__, connection.vendor, *copied, files)
    # One sync for all of it: the manifest says that everything is there.
    os.sync()
    write_durably(target / MANIFEST, msgspec.json.encode(manifest))
    return manifest


def _small_files(home: Path) -> Iterator[Path]:
    yield from sorted((home / "checkpoints").glob("*.json"))
    yield from (home / name for name in ("secret.key", FILE) if (home / name).exists())


def _take(home: Path, names: list[Path], target: Path) -> None:
    for name in names:
        make_directory((target / name).parent)
        _copy(home / name, target / name)


def _take_blobs(blobs: Blobs, there: Blobs, tell: Tell) -> dict[str, str]:
    """A blob never changes, so on the same disk a second name is enough. Its address is its SHA-256."""
    addresses = list(blobs.addresses())
    for done, address in enumerate(addresses, start=1):
        make_directory(there.path(address).parent)
        try:
            os.link(blobs.path(address), there.path(address))
        except OSError:
            _copy(blobs.path(address), there.path(address))
        tell("附件 blobs", done, len(addresses))
    return {str(there.path(address).relative_to(there.root.parent)): address for address in addresses}


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    target.chmod(0o600)


def _made_at(path: Path) -> int:
    return instant_ms(dt.datetime.strptime(path.name, f"{_NAME}%z"))
