"""Makes one account in the node of the environment: python -m torture.account NAME MEMBER, before it is served."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oneboard.api.settings")
django.setup()

# isort: split
from oneboard.accounts import accounts  # noqa: E402
from oneboard.foundation.clock import now_ms  # noqa: E402

if __name__ == "__main__":
    accounts.create(sys.argv[1], "只用于折磨测试 only for the torture", now_ms(), member=sys.argv[2])
