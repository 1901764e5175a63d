"""What every command needs of its surroundings: the home, the settings, an open Assistant."""

import os
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from planbot.cli.output import note

if TYPE_CHECKING:
    from planbot.assistant import Assistant
    from planbot.settings import Settings


@dataclass
class Session:
    """One run of the program; filled by the options that stand before the command."""

    home: Path | None = None

    @cached_property
    def settings(self) -> "Settings":
        """Raises ConfigurationError."""
        from planbot.settings import load_settings

        return load_settings(self.home, os.environ)

    def renewed(self) -> "Session":
        """The same, with the settings read again: the home may have got some since."""
        return Session(self.home)

    @property
    def debug(self) -> bool:
        """Are tracebacks wanted? The variable counts even where the settings cannot be read."""
        loaded = self.__dict__.get("settings")
        return loaded.debug if loaded else os.environ.get("PLANBOT_DEBUG", "") not in {"", "0", "false"}

    def assistant(self) -> "AbstractContextManager[Assistant]":
        """The Assistant over this home; closes with the block."""
        from planbot.assistant import Assistant

        self._check_server()
        return Assistant.open(self.settings)

    def _check_server(self) -> None:
        """Questions are answered without the vector server, which must not pass in silence where one is set."""
        if self.settings.chroma_url is None:
            return
        from planbot.store.vectors import silent_server

        if problem := silent_server(self.settings.chroma_url):
            note(f"planbot: {problem}")


def session(context: typer.Context) -> Session:
    """The session of the running command."""
    return context.ensure_object(Session)
