"""`oneboard`: one command a file; each adds itself to the parser and says what it did by its exit status."""

import argparse
import atexit
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

import django
from django.db import Error as DatabaseError

from oneboard import __version__
from oneboard.cli.call import Refused
from oneboard.cli.language import language
from oneboard.cli.terminal import complain
from oneboard.foundation.errors import Refusal
from oneboard.foundation.outage import is_outage
from oneboard.foundation.settings import SettingsError
from oneboard.foundation.words import say

#: In the order of a node's life.
COMMANDS: Final = (
    "init", "serve", "call", "people", "registers", "figures", "coverage", "export", "bulletin", "templates", "journal",
    "replay", "territory", "incidents", "playbooks", "today", "tasks", "papers", "reports", "workload", "keys",
    "backup", "restore", "upgrade", "demo", "statements",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """0: done. 1: refused, or something was found wrong; stderr says what. 2: the command's words are off."""
    os.umask(0o077)  # whatever a node keeps is its owner's, also in a directory that others may enter
    # msgspec 0.22 on Python 3.11: the interpreter's last collection crashes one time in three, over structs that
    # `msgspec.inspect` described. What is frozen is not walked.
    atexit.register(gc.freeze)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oneboard.api.settings")
    try:
        django.setup()
        asked = _parser(sys.argv[1:] if arguments is None else arguments).parse_args(arguments)
        return int(asked.run(asked))
    except (SettingsError, Refused) as error:
        return complain(str(error))
    except Refusal as refusal:
        return complain(say(language(), f"refusal.{refusal.code}", refusal.fields))
    except OSError as error:
        if error.errno is None:
            raise
        return complain(": ".join(str(part) for part in (error.filename, error.strerror) if part))
    except DatabaseError as error:
        if not is_outage(error):
            raise
        return complain(f"{say(language(), 'refusal.store.away', {'seconds': 5})}\n{error}")
    except KeyboardInterrupt:
        return 130


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="oneboard", description="一盘棋 Oneboard: the whole response on one board"
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name in arguments[:1] if arguments[:1] and arguments[0] in COMMANDS else COMMANDS:
        # They import models, which are there only once Django is set up; and no more of them than are needed.
        import_module(f"oneboard.cli.{name}").add(commands)
    return parser
