"""Errors of the store of recordings; the docstring is the message where none is given."""

from acd.domain.errors import AcdError


class StoreError(AcdError):
    """The store of recordings did not do what was asked."""


class NotInStore(StoreError):
    """The store has no such recording."""
