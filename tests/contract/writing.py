"""A process of its own that writes steps as fast as it can: `python -m tests.contract.writing COUNT`."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oneboard.api.settings")
django.setup()

from django.conf import settings  # noqa: E402

from oneboard.foundation.clock import now_ms  # noqa: E402
from oneboard.foundation.ids import new_id  # noqa: E402
from oneboard.recorder import recorder  # noqa: E402
from tests.contract.said import Step  # noqa: E402
from tests.contract.stories import entries_of  # noqa: E402


def write(count: int) -> None:
    pen = recorder.start(settings.ONEBOARD.home, settings.ONEBOARD.time_zone)
    try:
        for n in range(count):
            said = [Step(home, "g1", "visit", 1, 1, None, False) for home in range(3)]
            ids = [new_id(now_ms()) for _ in said]
            pen.observe(pen.sealer(now_ms()).prepare(entries_of(said, ids)))
            if n == 0:
                print("writing", flush=True)
    finally:
        recorder.stop()


if __name__ == "__main__":
    write(int(sys.argv[1]))
