"""lxml, which ships no types: the one place that imports it."""

from importlib import import_module
from typing import Any

etree: Any = import_module("lxml.etree")
html: Any = import_module("lxml.html")
Node = Any
"""An element of a parsed tree."""
