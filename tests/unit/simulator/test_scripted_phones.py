"""Scripted phones: what each kind does, and when."""

import pytest

from acd.domain.calls import LegEndCause
from acd.simulator.scripted_phones import (
    Answers,
    Busy,
    Declines,
    Deeds,
    RingsOn,
    ScriptedPhone,
    Silent,
    Unreachable,
    script,
)


@pytest.mark.parametrize(
    ("phone", "deeds"),
    [
        (Answers(2.0, 0.1), Deeds(0.1, 2.0)),
        (Answers(0.0, 0.1), Deeds(0.0, 0.0)),
        (Busy(), Deeds(refuses=(LegEndCause.BUSY, 0.0))),
        (Declines(3.0, 0.1), Deeds(0.1, refuses=(LegEndCause.REFUSED, 3.0))),
        (RingsOn(0.2), Deeds(0.2)),
        (Silent(), Deeds()),
        (Unreachable(), Deeds(refuses=(LegEndCause.UNREACHABLE, 0.0))),
    ],
)
def test_deeds(phone: ScriptedPhone, deeds: Deeds) -> None:
    """No phone answers before it rings."""
    assert script(phone) == deeds
