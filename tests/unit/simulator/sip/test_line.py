"""What a call takes over from its phone."""

from .conftest import Phones


async def test_sound_is_what_the_phone_has_when_the_call_begins(phones: Phones) -> None:
    """A change of the phone's sound holds for calls from then on, and leaves the others alone."""
    bob = await phones.phone("bob")
    alice = await phones.phone("alice", to=bob, tone_hz=440)
    first = alice.call("bob")
    alice.tone_hz = 1000
    second = alice.call("bob")
    heard = [await bob.next_call(2), await bob.next_call(2)]
    for call in heard:
        await call.answer()
    await first.answered(2)
    await second.answered(2)
    await heard[0].media.wait_heard(440, 2)
    await heard[1].media.wait_heard(1000, 2)


async def test_marks_are_made_by_the_clock_given(phones: Phones) -> None:
    """A benchmark may bring its own clock for all its phones."""
    bob = await phones.phone("bob", clock=lambda: 7.0)
    call = (await phones.phone("alice", to=bob)).call("bob")
    answering = await bob.next_call(2)
    await answering.answer()
    await call.answered(2)
    assert set(answering.marks.values()) == {7.0}
