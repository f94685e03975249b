"""What a waiting call asks for at this moment, in the words of the matcher."""

from acd.engine.call import LiveCall
from acd.engine.matching import Want


def want_of(call: LiveCall) -> Want:
    """Return who may serve a call that is in line."""
    assert call.queue is not None
    return Want((call.queue.requirement,), choice=call.queue.choice)
