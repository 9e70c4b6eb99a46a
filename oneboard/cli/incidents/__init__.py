"""`oneboard incidents`: what we respond to, and how high."""

from oneboard.cli.incidents.command import add

__all__ = ["add"]
