"""`oneboard tasks`: what is owed on one's ground, and one task with what happened to it and why it is there."""

from oneboard.cli.tasks.command import add

__all__ = ["add"]
