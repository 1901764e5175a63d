"""Who is asking: the person whom the guard recognised, and what their role allows."""

from typing import get_args

from planbot.errors import NotAllowed
from planbot.types import AccountRole, Noun

_ORDER: tuple[AccountRole, ...] = get_args(AccountRole)


class Person(Noun):
    """Someone who is signed in. ``name`` is unique in the home."""

    name: str
    role: AccountRole

    def may(self, role: AccountRole) -> bool:
        """Does this person's role include ``role``?"""
        return _ORDER.index(self.role) >= _ORDER.index(role)


LOCAL = Person(name="local", role="admin")
"""Whoever sits at this computer, while the home has no accounts and listens on loopback alone."""


def person(request: object) -> Person:
    """The person behind a Starlette or Gradio request, as the guard put it there. Raises NotAllowed when the guard did not see it."""
    found = getattr(getattr(request, "state", None), "person", None)
    if not isinstance(found, Person):
        raise NotAllowed("nobody is signed in: open the page and sign in")
    return found
