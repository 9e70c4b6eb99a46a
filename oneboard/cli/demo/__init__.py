"""`oneboard demo`: a small exercise town, played through the real door, and its figures on the terminal."""

from oneboard.cli.demo.command import add, run

__all__ = ["add", "run"]
