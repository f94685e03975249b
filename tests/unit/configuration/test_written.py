"""What all that is written in a configuration has in common."""

import pytest
from pydantic import ValidationError

from acd.configuration.written import Fields


class Sample(Fields):
    count: int = 0


def test_nothing_is_guessed() -> None:
    """Neither a field that nobody knows nor a value of another kind."""
    for written in ({"cuont": 1}, {"count": "1"}, {"count": True}):
        with pytest.raises(ValidationError):
            Sample.model_validate(written)
    assert Sample.model_validate({"count": 1}).count == 1
