"""A server that is told to end while its worker is only coming up. See docs/reliability.md."""

import time
from pathlib import Path

from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from torture.node import Node


def test_a_worker_that_is_coming_up_hears_that_it_is_to_end(tmp_path: Path) -> None:
    node = Node(tmp_path / "home", None)
    try:
        node.make(new_id(now_ms()))
        for while_coming_up_s in (0.0, 0.4):
            node.start()
            while not node.processes() and not node.has_ended():
                time.sleep(0.005)
            time.sleep(while_coming_up_s)
            assert node.terminate() == ""
    finally:
        node.kill()
