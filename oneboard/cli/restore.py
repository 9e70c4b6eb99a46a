"""`oneboard restore DIR`: a backup becomes a node again, but for keys that expired: they go before the store comes."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection

from oneboard.cli import journal
from oneboard.cli.backup import telling
from oneboard.foundation.clock import day_of, iso, now_ms
from oneboard.foundation.settings import FILE, load
from oneboard.intake.clock.expiry import expire_keys
from oneboard.intake.clock.forgetting import forget
from oneboard.privacy import expiry
from oneboard.privacy.keyring import Keyring
from oneboard.recorder import backups, copies, recorder
from oneboard.recorder.backups import BackupError, Manifest, Tell

_MAIN: Final = "from oneboard.cli.main import main; raise SystemExit(main())"

#: What a node keeps in its home; `secret.key`, the settings and old backups may be there.
_KEPT: Final = ("keys", "blobs", "checkpoints")


def add(commands: Any) -> None:
    parser = commands.add_parser("restore", help="make a node of a backup, in an empty home")
    parser.add_argument("source", type=Path, metavar="DIR", help="the backup")
    parser.add_argument("--home", type=Path, help="the home to restore into (default: ONEBOARD_HOME)")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    home, source = settings.ONEBOARD.home, asked.source.absolute()
    if asked.home and asked.home.absolute() != home:
        _start_again(asked.home.absolute(), source)
    try:
        with telling() as tell:
            manifest = _restored(source, home, tell)
    except BackupError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"✓ 已恢复 restored: {manifest.seq} 条 entries, {manifest.made_at} → {home}")
    return journal.run_verify(asked)


def _start_again(home: Path, source: Path) -> None:
    """In this process everything already leads to another home."""
    environ = {**os.environ, "ONEBOARD_HOME": str(home)}
    os.execve(sys.executable, [sys.executable, "-c", _MAIN, "restore", str(source)], environ)  # noqa: S606  (no shell is wanted)


def _restored(source: Path, home: Path, tell: Tell) -> Manifest:
    _require_room(home)
    manifest = backups.check(source, tell)
    if manifest.store != connection.vendor:
        raise BackupError(
            f"备份来自 {manifest.store}，请设置 ONEBOARD_DATABASE_URL。 It is of {manifest.store}: set "
            "ONEBOARD_DATABASE_URL to an empty database, or unset it for SQLite."
        )
    backups.put_files_back(source, manifest, home, tell)
    _put_settings_back(source, manifest, home)
    zone, now = load({**os.environ, "ONEBOARD_HOME": str(home)}).time_zone, now_ms()
    _expire(home, day_of(now, zone))
    # The store comes last: without it nothing can be served.
    backups.put_store_back(source, manifest, tell)
    _record_expiry(home, zone, now)
    return manifest


def _require_room(home: Path) -> None:
    in_the_way = [name for name in _KEPT if (home / name).exists()]
    if in_the_way or not copies.is_empty():
        what = ", ".join(str(home / name) for name in in_the_way) or "database"
        raise BackupError(
            f"这里已有数据（{what}），不会覆盖。 There is something already ({what}); nothing is overwritten."
        )


def _put_settings_back(source: Path, manifest: Manifest, home: Path) -> None:
    """Beside, where there are settings already or these lead to another database: it may be in use."""
    if FILE not in manifest.files:
        return
    text = (source / FILE).read_text(encoding="utf-8")
    leads_away = "database_url" in text and settings.ONEBOARD.database_url is not None
    target = home / (f"{FILE}.restored" if (home / FILE).exists() or leads_away else FILE)
    target.touch(mode=0o600)  # it may hold the database's password
    target.write_text(text, encoding="utf-8")
    if target.name != FILE:
        print(f"请比对设置 compare the settings by hand: {target}")


def _expire(home: Path, today: int) -> None:
    keyring = Keyring(home)
    try:
        for expired in expiry.expire(keyring, today):
            scope = expired.scope
            print(f"密钥已到期销毁 keys were due and are destroyed: {scope.register} {scope.period}")
        # The keys were copied behind the journal, which may not have been told of the last ones.
        expiry.tell_again(keyring)
    finally:
        keyring.close()


def _record_expiry(home: Path, zone: str, now: int) -> None:
    try:
        pen = recorder.start(home, zone)
        told = expire_keys(pen, now)
        forget(pen, now)
    finally:
        recorder.stop()
    print(f"日志已知悉 the journal knows of {len(told)} 组到期密钥 expired scopes ({iso(now)})")
