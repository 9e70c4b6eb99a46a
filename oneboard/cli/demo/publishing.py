"""The end of a play: its centre publishes a bulletin as of a week before, and one of now that tells what changed."""

from typing import Final

from rich.console import Console

from oneboard.cli.demo.node import Node
from oneboard.cli.play.centre import CONTENT, Centre
from oneboard.foundation.clock import DAY_MS, iso

_TEMPLATE: Final = str(CONTENT / "bulletins/epidemic_response.yaml")


def publish(node: Node, centre: Centre, console: Console) -> None:
    """The second is shown, and counted again."""
    officer = ("--place", centre.root, "--as", centre.officer.username)
    node.run("templates", "publish", _TEMPLATE, "--as", centre.founder.username)
    node.run("bulletin", *officer, "--as-of", iso(centre.now - 7 * DAY_MS), "--sign")
    for what in (("--sign",), ("--check", "2")):
        command = ("bulletin", "--place", centre.root, *what)
        console.print(f"[dim]$ oneboard {' '.join(command)}[/]", soft_wrap=True)
        console.out(node.run("bulletin", *officer, *what), highlight=False)
