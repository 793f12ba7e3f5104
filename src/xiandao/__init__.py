"""Xiandao (先导): software for running a future-industry (未来产业) programme."""

__version__ = "0.1.0"
