"""States and waiting for them."""

from acd.simulator.sip import CallState

from .conftest import Phones


async def test_states_are_told_in_order(phones: Phones) -> None:
    """on_state sees each state once, for runs that hold no task per call."""
    bob = await phones.phone("bob")
    call = (await phones.phone("alice", to=bob)).call("bob")
    seen: list[CallState] = []
    call.on_state = seen.append
    answering = await bob.next_call(2)
    await answering.ring()
    await call.ringing(2)
    await answering.ring()
    await answering.answer()
    await call.answered(2)
    await call.hang_up()
    assert seen == ["proceeding", "ringing", "answered", "ended"]
