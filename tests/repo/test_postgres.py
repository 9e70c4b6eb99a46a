"""The throwaway PostgreSQL keeps its promises: durable through a crash, and gone with whoever asked for it."""

import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.postgres import GIVEN, cluster
from tests.repo.tree import ROOT

pytestmark = pytest.mark.skipif(GIVEN is None, reason="no PostgreSQL: run it through script/test")

HOLDER = """
import time
from tests.postgres import cluster
with cluster() as server:
    print(server.folder, flush=True)
    time.sleep(60)
"""


def test_what_was_committed_survives_a_crash() -> None:
    with cluster() as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE promise AS SELECT 1 AS kept")
        server.crash()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(server.url)
        server.start()
        with psycopg.connect(server.socket_url) as connection:
            assert connection.execute("SELECT kept FROM promise").fetchone() == (1,)
    assert not server.folder.exists()


def test_it_ends_when_its_holder_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        folder = Path(holder.stdout.readline().strip())
        assert (folder / "data").exists()
        holder.kill()
    end = time.monotonic() + 10
    while folder.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not folder.exists()
