"""Everything that can be asked for."""

import dataclasses
from typing import get_args

import pytest

from acd.domain.commands import Command


@pytest.mark.parametrize("command", get_args(Command))
def test_every_command_has_a_lane(command: type) -> None:
    """The leg whose commands are carried out one after the other."""
    assert next(field.name for field in dataclasses.fields(command)) == "lane"
    assert command.__dataclass_params__.frozen and command.__doc__  # type: ignore[attr-defined]
