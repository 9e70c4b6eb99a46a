"""What a node tells of itself: metrics on loopback from all its processes, and logs, neither about persons."""

import http.client
import json
import logging
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from oneboard.api import metrics
from oneboard.api.logs import JsonLines, logging_of
from oneboard.journal.models import Head
from tests.house import House
from tests.repo.tree import ROOT
from tests.spec.test_figures import story

#: Another process of the node that answered a request.
OTHER = "from oneboard.api import exposition; exposition.count('/figures', 'GET', 200, 0.01)"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A process counts in one folder for good."""
    home = tmp_path_factory.mktemp("node")
    yield home
    os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)


@pytest.fixture
def port(folder: Path) -> Iterator[int]:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
    metrics.start(folder, port)
    yield port
    metrics.stop()


def told(port: int) -> str:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    asked.request("GET", "/metrics")
    answer = asked.getresponse()
    assert answer.status == 200
    text = answer.read().decode()
    asked.close()
    return text


def value(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_requests_of_all_processes_are_added_up_and_nobody_is_named(house: House, port: int) -> None:
    story(house)
    figures = 'oneboard_requests_total{method="GET",route="/figures",status="200"}'
    before = value(told(port), figures)
    house.figures("g1")
    house.say("officer", "/figures/leaflets_handed_out/entries", method="GET", place="nowhere")
    house.say("officer", "/nothing/here", method="GET")
    subprocess.run([sys.executable, "-c", OTHER], cwd=ROOT, env=os.environ.copy(), check=True)
    text = told(port)
    assert value(text, figures) == before + 2
    assert value(text, 'oneboard_requests_total{method="GET",route="none",status="404"}') >= 1
    assert 'route="/figures/{indicator}/entries",status="404"' in text, "by the route, never by the address"
    assert value(text, "oneboard_journal_entries_total") == Head.objects.get(id=1).seq
    assert value(text, "oneboard_store_ready") == 1
    assert value(text, 'oneboard_kept{state="quarantined"}') == 0
    for name in (*house.members.values(), *house.devices.values(), "g1", "nowhere", "officer"):
        assert name not in text


def test_nothing_listens_and_nothing_is_counted_where_no_port_is_set(tmp_path: Path) -> None:
    metrics.start(tmp_path, 0)
    assert not (tmp_path / "metrics").exists()


def test_a_line_of_json_tells_where_it_broke_and_not_what_was_said() -> None:
    heard = "王五 37.9"
    try:
        raise ValueError(heard)
    except ValueError:
        record = logging.LogRecord(
            "oneboard.x", logging.ERROR, "", 0, "a duty failed: %s", ("keys",), sys.exc_info()
        )
    line = JsonLines().format(record)
    told = json.loads(line)
    assert "\n" not in line and "王五" not in line
    assert (told["level"], told["logger"], told["message"]) == ("error", "oneboard.x", "a duty failed: keys")
    assert told["places"].endswith("ValueError") and told["at"].endswith("Z")
    assert {logging_of(form)["handlers"]["stderr"]["formatter"] for form in ("text", "json")} == {
        "text",
        "json",
    }
