"""Django's settings of the running node. Everything is in `configuration.py` and `foundation/settings.py`."""

import os

from oneboard.api.configuration import django_settings
from oneboard.foundation.settings import load, secret_key

ONEBOARD = load(os.environ)

globals().update(django_settings(ONEBOARD, secret_key(ONEBOARD.home)))
