"""`oneboard playbooks`: playbooks and their forms checked, published, compared and taken back."""

from oneboard.cli.playbooks.command import add

__all__ = ["add"]
