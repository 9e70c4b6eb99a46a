"""`oneboard registers`: inventories in and out, and templates to fill in."""

from oneboard.cli.registers.command import add

__all__ = ["add"]
