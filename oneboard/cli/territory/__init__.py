"""`oneboard territory`: from the files of an official list to an edition in force, with a person in between."""

from oneboard.cli.territory.command import add

__all__ = ["add"]
