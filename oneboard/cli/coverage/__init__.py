"""`oneboard coverage`: which places are staffed, report and are worked on, and which are blank."""

from oneboard.cli.coverage.command import add

__all__ = ["add"]
