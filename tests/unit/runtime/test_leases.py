"""Leases: renewed for who waits, ended for who is about to talk, and never given to who talks."""

import asyncio

import pytest

from acd.clock import Clock
from acd.domain.calls import BridgeId, CallerId, CallId, CallState, LegId
from acd.domain.commands import Answer, Command, Connect, Refusal
from acd.domain.errors import CommandRejected, TransportError
from acd.domain.flows import FlowId, Prompt
from acd.domain.steps import in_a_row
from acd.domain.tenants import Number, TenantId
from acd.domain.voicemails import VoicemailId
from acd.engine.call import LiveCall, LiveListening
from acd.runtime.leases import TICK_S, LeasedTelephony, Leases
from acd.runtime.tasks import Tasks
from tests.fixtures.patience import until

LEASE_S = 30
A, B, C = LegId("a"), LegId("b"), LegId("c")


class StoppedClock(Clock):
    """Moves when a test says so."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def now(self) -> float:
        """Return the seconds of the test."""
        return self.seconds


class Way:
    """Notes what is granted; refuses, or is away, when told so."""

    def __init__(self) -> None:
        self.granted: list[tuple[LegId, int]] = []
        self.error: Exception | None = None

    async def grant(self, leg_id: LegId, seconds: int) -> None:
        """Note it, unless there is trouble."""
        if self.error is not None:
            raise self.error
        self.granted.append((leg_id, seconds))

    def take(self) -> list[tuple[LegId, int]]:
        """Return what was granted since the last time."""
        taken, self.granted = self.granted, []
        return taken


class House:
    """Calls, ways and leases of a test."""

    def __init__(self) -> None:
        self.clock = StoppedClock()
        self.ami, self.ari = Way(), Way()
        self.legs: dict[LegId, LiveCall] = {}
        self.leases = Leases((self.ami, self.ari), lambda: self.legs, self.clock, LEASE_S)

    def call(self, leg: LegId, state: CallState = CallState.WAITING) -> LiveCall:
        """Add a call."""
        flow = in_a_row(FlowId("f"), ())
        call = LiveCall(CallId(leg), leg, TenantId("t"), Number("1"), CallerId(), flow, arrived=0.0, state=state)
        self.legs[leg] = call
        return call

    async def after(self, seconds: float) -> list[tuple[LegId, int]]:
        """Look again after a while; returns what was granted."""
        self.clock.seconds += seconds
        await self.leases.renew()
        return self.ami.take()


@pytest.fixture
async def house() -> House:
    """A house whose leases were looked at once, while nobody was there."""
    house = House()
    await house.leases.renew()
    return house


async def test_who_was_there_before_us_is_renewed_at_once_and_spread_afterwards() -> None:
    """Their time may be nearly over; later they do not come all at one moment."""
    house = House()
    for leg in (A, B, C):
        house.call(leg)
    assert await house.after(0) == [(A, LEASE_S), (B, LEASE_S), (C, LEASE_S)]
    came = [[leg for leg, _ in await house.after(1)] for _ in range(10)]
    assert [legs for legs in came if legs] == [[C], [B], [A]]


async def test_a_new_caller_is_renewed_every_third_of_the_lease(house: House) -> None:
    """The dialplan gave the first one."""
    house.call(A, CallState.IN_FLOW)
    assert [len(await house.after(1)) for _ in range(31)] == [0] * 10 + [1] + [0] * 9 + [1] + [0] * 9 + [1]


@pytest.mark.parametrize(
    ("state", "leased"),
    [
        (CallState.ARRIVING, False),
        (CallState.IN_FLOW, True),
        (CallState.WAITING, True),
        (CallState.OFFERED, True),
        (CallState.CONNECTED, False),
        (CallState.HELD, False),
        (CallState.ENDED, False),
    ],
)
async def test_only_who_does_not_talk_has_a_lease(house: House, state: CallState, leased: bool) -> None:
    """In every state."""
    house.call(A, state)
    await house.after(0)
    assert bool(await house.after(LEASE_S)) is leased


async def test_the_leg_of_an_agent_has_none(house: House) -> None:
    """It ends with the caller's."""
    house.legs[B] = house.call(A)
    await house.after(0)
    assert await house.after(LEASE_S) == [(A, LEASE_S)]


async def test_a_message_has_no_leg_but_the_agents(house: House) -> None:
    """There is nobody whose lease could be renewed."""
    call = house.call(A, CallState.OFFERED)
    call.listening = LiveListening(VoicemailId("c-v1"), Prompt("x"), 1.0, 0.0, None)
    assert await house.after(31) == []


async def test_who_is_about_to_be_connected_is_not_renewed(house: House) -> None:
    """From the decision on: a renewal that came later would cut the conversation."""
    house.call(A, CallState.OFFERED).bridge_id = BridgeId("talk")
    house.call(B, CallState.TRANSFERRING).bridge_id = BridgeId("out")
    await house.after(0)
    assert await house.after(LEASE_S) == []


async def test_who_waits_for_an_outside_number_is_renewed(house: House) -> None:
    """The number may ring for longer than a lease."""
    house.call(A, CallState.TRANSFERRING)
    await house.after(0)
    assert await house.after(LEASE_S) == [(A, LEASE_S)]


async def test_a_connection_that_came_in_between_stops_the_renewal(house: House) -> None:
    """The calls are looked at again before each writing."""
    first, second = house.call(A), house.call(B)
    await house.after(0)

    async def meanwhile(leg_id: LegId, seconds: int) -> None:
        house.ami.granted.append((leg_id, seconds))
        first.state = second.state = CallState.CONNECTED

    house.ami.grant = meanwhile  # type: ignore[method-assign]
    assert await house.after(LEASE_S) == [(A, LEASE_S)]


async def test_a_connection_that_failed_gets_its_lease_back_at_once(house: House) -> None:
    """It has none, and the controller may die any time."""
    house.call(A)
    await house.after(0)
    await house.leases.end(A)
    assert house.ami.take() == [(A, 0)]
    assert await house.after(1) == [(A, LEASE_S)]
    assert await house.after(1) == []


async def test_a_link_that_is_away_is_tried_again(house: House) -> None:
    """Nothing is forgotten."""
    house.call(A)
    await house.after(0)
    house.ami.error = TransportError("away")
    assert await house.after(10) == await house.after(1) == []
    house.ami.error = None
    assert await house.after(1) == [(A, LEASE_S)]


async def test_a_leg_that_is_gone_is_no_trouble(house: House) -> None:
    """Its end is on the way; the others get theirs."""
    house.call(A)
    await house.after(0)
    house.ami.error = CommandRejected(Refusal.GONE, "no such channel")
    assert await house.after(10) == []
    await house.leases.end(A)
    assert house.ari.take() == []


async def test_an_end_that_cannot_be_said_on_one_way_is_said_on_the_other(house: House) -> None:
    """And on both again until it was said, unless the call is over or waits again."""
    for leg in (A, B, C):
        house.call(leg, CallState.CONNECTED)
    house.ami.error = TransportError("away")
    await house.leases.end(A)
    assert house.ari.take() == [(A, 0)]
    house.ari.error = TransportError("away")
    for leg in (A, B, C):
        await house.leases.end(leg)
    del house.legs[B]
    house.legs[C].state = CallState.WAITING
    house.ami.error = house.ari.error = None
    assert await house.after(1) == [(A, 0), (C, LEASE_S)]
    assert await house.after(1) == []


class Telephony:
    """Notes what is carried out, and what was granted before."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self.done: list[tuple[Command, list[tuple[LegId, int]]]] = []

    async def execute(self, command: Command) -> None:
        """Note it."""
        self.done.append((command, self._way.take()))


async def test_the_lease_ends_before_the_conversation_begins(house: House) -> None:
    """So that a controller that dies right after connecting cuts nobody."""
    telephony = Telephony(house.ami)
    leased = LeasedTelephony(telephony, house.leases)
    connect = Connect(A, B, BridgeId("talk"))
    await leased.execute(Answer(A))
    await leased.execute(connect)
    assert telephony.done == [(Answer(A), []), (connect, [(A, 0)])]


async def test_an_outside_number_is_not_cut_off_either(house: House) -> None:
    """The PBX was told to end a leg to it that is left alone."""
    leased = LeasedTelephony(Telephony(house.ami), house.leases)
    connect = Connect(A, B, BridgeId("out"), outside=True)
    await leased.execute(connect)
    assert leased._telephony.done == [(connect, [(A, 0), (B, 0)])]  # type: ignore[attr-defined]


async def test_who_was_taken_over_is_renewed_at_once(house: House) -> None:
    """Though leases were looked at before the takeover: a controller that dies again and again must not use them up."""
    house.call(A).run = "~k2"
    house.call(B)
    assert await house.after(0) == [(A, LEASE_S)]
    assert await house.after(1) == []


async def test_a_takeover_is_not_waited_for(house: House) -> None:
    """Not until the next look, which a controller that dies soon does not live to see."""
    tasks = Tasks()
    tasks.spawn(house.leases.run(), "leases")
    await asyncio.sleep(0)
    house.call(A).run = "~k2"
    house.leases.look()
    await until(lambda: house.ami.granted == [(A, LEASE_S)], "renewed", TICK_S / 2)
    await tasks.cancel()
