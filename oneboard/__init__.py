"""Oneboard (一盘棋): the whole response to an emergency, on one board."""

__version__ = "0.1.0"
