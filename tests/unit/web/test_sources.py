"""What the API is given: shapes that cannot be changed on the way."""

from dataclasses import FrozenInstanceError

import pytest

from acd.web.sources import Applied, Configuration


@pytest.mark.parametrize("shape", [Configuration(1, "a: 1"), Applied(None, ())])
def test_they_are_frozen(shape: Configuration | Applied) -> None:
    """What was handed over stays as it was."""
    with pytest.raises(FrozenInstanceError):
        shape.version = 2  # type: ignore[misc]
