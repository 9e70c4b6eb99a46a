"""`oneboard statements`: what the source says that a city did, and which of it a play reaches."""

from oneboard.cli.statements.command import add, run

__all__ = ["add", "run"]
