"""How a node stands, read when it is asked: its journal, what is kept back, the room on its disk."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.models import Count
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from oneboard import __version__
from oneboard.journal.models import Head
from oneboard.recorder.models import Kept


class NodeState(Collector):
    def __init__(self, home: Path) -> None:
        self._home = home

    def collect(self) -> Iterator[Metric]:
        info = GaugeMetricFamily("oneboard_info", "The version that runs.", labels=["version"])
        info.add_metric([__version__], 1)
        yield info
        yield GaugeMetricFamily(
            "oneboard_home_free_bytes", "Room under the home.", shutil.disk_usage(self._home).free
        )
        try:
            found = list(_of_the_store())
        except DatabaseError:
            found = []
        finally:
            connection.close()
        yield GaugeMetricFamily("oneboard_store_ready", "Whether the store answers.", bool(found))
        yield from found


def _of_the_store() -> Iterator[Metric]:
    seq, recorded_at = Head.objects.values_list("seq", "recorded_at").first() or (0, 0)
    yield CounterMetricFamily("oneboard_journal_entries", "Entries recorded.", seq)
    yield GaugeMetricFamily(
        "oneboard_journal_last_seconds", "When the last was, since 1970.", recorded_at / 1000
    )
    kept = GaugeMetricFamily(
        "oneboard_kept", "Entries that wait, for their parents or a person.", labels=["state"]
    )
    waiting = dict(
        Kept.objects.filter(state__in=("held", "quarantined")).values_list("state").annotate(n=Count("id"))
    )
    for state in ("held", "quarantined"):
        kept.add_metric([state], waiting.get(state, 0))
    yield kept
