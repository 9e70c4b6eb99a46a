"""`oneboard demo`: an exercise of weeks, played through the doors, and its figures on the terminal."""

from oneboard.cli.demo.command import add, run

__all__ = ["add", "run"]
