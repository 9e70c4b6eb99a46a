"""python -m torture [--kills N] [--store …] [--seed S] [--minutes M] [--json]: 0 when everything held.

Whatever did not hold is said on stderr in any case.
"""

import argparse
import secrets
import signal
import sys

import msgspec

from torture.result import faults, table
from torture.run import Asked, run

STORES = {"both": ("sqlite", "postgresql"), "sqlite": ("sqlite",), "postgresql": ("postgresql",)}


def main() -> int:
    # So that whatever was started is ended and its files are removed, as after Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    asked = _asked()
    results = []
    for store in STORES[asked.store]:
        quiet = asked.json
        wanted = Asked(asked.kills, asked.minutes, asked.seed, tell=_nothing if quiet else _say)
        results.append(run(store, wanted))
        if quiet:
            _say(msgspec.json.encode(results[-1].line_of_json()).decode())
    if not asked.json:
        _say(table(results))
    for fault in faults(results):
        print(fault, file=sys.stderr)
    return 1 if any(result.faults for result in results) else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/torture", description=__doc__)
    parser.add_argument("--kills", type=int, default=20, help="on each store (default: 20)")
    parser.add_argument("--minutes", type=float, default=30, help="at most, on each store (default: 30)")
    parser.add_argument("--store", choices=sorted(STORES), default="both")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="to do the same again")
    parser.add_argument("--json", action="store_true", help="one line for each store, and nothing else")
    return parser.parse_args()


def _say(text: str) -> None:
    print(text, flush=True)


def _nothing(text: str) -> None:
    pass


if __name__ == "__main__":
    sys.exit(main())
