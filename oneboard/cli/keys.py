"""`oneboard keys list|expire`: the scopes of keys, and the end of those whose day has come."""

import argparse
import sys
from typing import Any

from django.conf import settings

from oneboard.cli.pen import pen
from oneboard.foundation.clock import day_text, now_ms
from oneboard.intake.clock.expiry import expire_keys
from oneboard.privacy.keyring import Keyring
from oneboard.recorder.recorder import AlreadyRunning

#: In the order of a scope's life; see `privacy/keys.sql`.
_STATES = {
    "open": "使用中 open",
    "closing": "正在销毁 closing",
    "destroyed": "已销毁 destroyed",
    "recorded": "已入账 recorded",
}


def add(commands: Any) -> None:
    parser = commands.add_parser("keys", help="list the scopes of keys, or end those whose day has come")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    actions.add_parser("list", help="each scope, its last day and how many subjects").set_defaults(
        run=run_list
    )
    actions.add_parser("expire", help="do now what the clock does each minute").set_defaults(run=run_expire)


def run_list(asked: argparse.Namespace) -> int:
    keyring = Keyring(settings.ONEBOARD.home)
    print("编号 no · 到期 expires · 对象 subjects · 台账 register · 时段 period · 事件 incident · 状态 state")
    try:
        for state, name in _STATES.items():
            for scope in keyring.store.scopes(state):
                subjects, day = len(keyring.store.subjects_of(scope.no)), day_text(scope.expires_on)
                incident = scope.incident or "-"
                print(
                    f"{scope.no:5} {day} {subjects:9} {scope.register:16} {scope.period:10} {incident:36} {name}"
                )
    finally:
        keyring.close()
    return 0


def run_expire(asked: argparse.Namespace) -> int:
    try:
        with pen() as recorder:
            expired = expire_keys(recorder, now_ms())
    except AlreadyRunning:
        print(
            "服务正在运行，它的时钟会在一分钟内销毁到期的密钥。 "
            "The node is running: its clock destroys what is due within a minute.",
            file=sys.stderr,
        )
        return 1
    for done in expired:
        print(f"✓ 已销毁 destroyed: {done.scope.register} {done.scope.period} {done.scope.incident}")
    print(f"{len(expired)} 组密钥 scopes")
    return 0
