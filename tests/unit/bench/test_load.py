"""Parts of the load that need no Asterisk."""

import pytest

from acd.bench.load import until


async def test_waiting_ends_when_it_is_true() -> None:
    """Looked at again and again."""
    answers = iter([False, False, True])
    await until(lambda: next(answers), within_s=5)


async def test_waiting_does_not_last_for_ever() -> None:
    """What never comes true is an error."""
    with pytest.raises(TimeoutError):
        await until(lambda: False, within_s=0.05)
