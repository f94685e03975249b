"""The errors of the PBX can be caught as one, and each says what it stands for."""

import inspect

from acd.pbx import errors


def test_all_are_pbx_errors_with_a_meaning() -> None:
    """Whoever starts the PBX needs one except clause."""
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]
    assert len(kinds) > 5
    assert all(issubclass(kind, errors.PbxError) and kind.__doc__ for kind in kinds)
