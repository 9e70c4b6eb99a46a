"""`oneboard bulletin`: what the centre publishes, drawn up, read on a terminal, and written out."""

from oneboard.cli.bulletin.command import add

__all__ = ["add"]
