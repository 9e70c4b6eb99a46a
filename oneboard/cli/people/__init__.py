"""`oneboard people`: rosters in, and sheets of enrolment codes to be printed."""

from oneboard.cli.people.command import add

__all__ = ["add"]
