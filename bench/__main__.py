"""`script/bench ground`: runs a bench and prints its figures; the exit status says whether the run itself was sound."""

import argparse
import signal
import sys

from bench import ground
from bench.figures import print_lines, print_table
from bench.plan import DEFAULT, FULL, QUICK
from bench.sites import VENDORS


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    benches = parser.add_subparsers(required=True, metavar="BENCH")
    on_ground = benches.add_parser("ground", help="entries from phones to the journal and its read models")
    on_ground.add_argument("--json", action="store_true", help="a line of JSON for each figure")
    on_ground.add_argument("--full", action="store_true", help="fill up to 10⁷ entries; takes an hour")
    on_ground.add_argument("--quick", action="store_true", help="under a minute, on a small town")
    on_ground.add_argument("--store", choices=VENDORS, help="only this store (default: both)")
    asked = parser.parse_args()
    # So that `with` blocks end what was started, as after Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    plan = QUICK if asked.quick else FULL if asked.full else DEFAULT
    figures = ground.run(plan, [asked.store] if asked.store else list(VENDORS))
    (print_lines if asked.json else print_table)(figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
