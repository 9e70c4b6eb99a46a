"""The demo, run as a newcomer runs it: a node of its own, in processes of its own."""

import os
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"


def test_a_demo_ends_well_only_if_every_figure_equals_its_own_ledger() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "oneboard.cli", "demo", "--once", "--scale", "town"],
        env={**os.environ, "LC_ALL": "zh_CN.UTF-8"}, capture_output=True, text=True, check=False, timeout=540,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✗" not in done.stdout
    assert "0 个不符 differ" in done.stdout
    for line in README.read_text(encoding="utf-8").partition("```text\n")[2].partition("```")[0].splitlines():
        assert line in done.stdout, "README shows what it prints"
    assert "第2期重新计算" in done.stdout, "a bulletin of it was signed, and comes out again"
    assert done.stdout.count("✓") >= 11, "a town and its villages, a whole journal, a replay that is the same"
