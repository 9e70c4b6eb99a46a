"""The demo, run as a newcomer runs it."""

import subprocess
import sys


def test_a_demo_ends_well_only_if_every_figure_equals_its_own_ledger() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "oneboard.cli", "demo", "--once", "--households", "40"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✗" not in done.stdout
    assert done.stdout.count("✓") >= 13, "eleven places, a whole journal, a replay that is the same"
