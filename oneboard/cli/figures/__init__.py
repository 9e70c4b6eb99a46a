"""`oneboard figures`: what is counted at a place, by day and level, as of any moment, with what is behind it."""

from oneboard.cli.figures.command import add

__all__ = ["add"]
