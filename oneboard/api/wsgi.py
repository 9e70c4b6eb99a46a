"""The application that `oneboard serve` runs: with it the recorder and the clock start in this process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oneboard.api.settings")

application = get_wsgi_application()

# isort: split
from oneboard.api import node  # noqa: E402  (its models are there only once Django is set up)

node.start()
