"""What a node logs: a line for people, or a line of JSON for machines. Neither holds what somebody told us."""

import logging
from typing import Any, Final

import msgspec

from oneboard.foundation.clock import iso
from oneboard.foundation.errors import places_of

_encode: Final = msgspec.json.Encoder().encode


class JsonLines(logging.Formatter):
    """`at` in UTC. Of an exception the places where it went through, and its kind; its message may hold anything."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": iso(int(record.created * 1000)), "level": record.levelname.lower(), "logger": record.name,
            "process": record.process, "message": record.getMessage(),
        }  # fmt: skip
        if record.exc_info and record.exc_info[1] is not None:
            line["places"] = places_of(record.exc_info[1])
        return _encode(line).decode()


def logging_of(form: str) -> dict[str, Any]:
    """What fails in a request is logged once, by `answers.failed`, so Django's own line is off."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
            "json": {"()": JsonLines},
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": form},
            "nowhere": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django.request": {"handlers": ["nowhere"], "propagate": False},
            "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        },
    }
