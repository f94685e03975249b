"""The adapter against a scripted Asterisk: connecting, losing, coming back, and what commands come to."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from acd.ari import starts
from acd.ari.adapter import AriTelephony, _cause
from acd.ari.connection import AriLink
from acd.ari.errors import TakenOver
from acd.ari.tape import Inbound, Noted, Outbound, Tape, read
from acd.clock import Clock, UtcScale
from acd.domain.agents import AgentId, Endpoint
from acd.domain.calls import BridgeId, CallerId, CallId, LegEndCause, LegId
from acd.domain.commands import Answer, CloseBridge, HangUp, Play, Refusal, RingAgent, StartWaiting
from acd.domain.errors import CommandRejected, PbxTooOld, TransportError
from acd.domain.events import (
    CallArrived,
    Event,
    LegAnswered,
    LegEnded,
    LegSeen,
    PbxConnected,
    PbxLost,
)
from acd.domain.tenants import Number, TenantId
from tests.fixtures.patience import until
from tests.unit.ari.frames import AGENT, CALLER, agent, agent_start, arrival, bridge, caller, frame
from tests.unit.ari.peer import Peer, running, says

A, C = LegId(AGENT), LegId(CALLER)
SCALE = UtcScale(Clock())
SEEN = LegSeen(
    C,
    is_caller=True,
    answered=True,
    since=SCALE.moment(1795299774762),
    number=Number("+498912345"),
    caller=CallerId("+4930123", "Ann"),
)
RING = RingAgent(A, CallId(CALLER), C, AgentId("a"), Endpoint("agent-a"), CallerId(), TenantId("t"), 20.0)


class Heard:
    """Everything that was submitted."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._changed = asyncio.Event()

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        self._changed.set()

    async def count(self, number: int) -> list[Event]:
        """All events as soon as there are so many."""
        async with asyncio.timeout(3):
            while len(self.events) < number:
                self._changed.clear()
                await self._changed.wait()
        return self.events

    async def last(self, kind: type[Event]) -> Event:
        """The newest event, as soon as it is one of this kind."""
        async with asyncio.timeout(3):
            while not self.events or not isinstance(self.events[-1], kind):
                self._changed.clear()
                await self._changed.wait()
        return self.events[-1]


@asynccontextmanager
async def connected(peer: Peer, tape: Tape | None = None) -> AsyncIterator[tuple[AriTelephony, Heard]]:
    """An adapter that is connected to the peer, and what it tells."""
    heard = Heard()
    async with running(peer), AriLink(peer.settings(request_timeout_s=0.5), tape) as link:
        telephony = AriTelephony(link, "main", heard, SCALE)
        running_task = asyncio.ensure_future(telephony.run())
        try:
            await heard.count(1)
            yield telephony, heard
        finally:
            running_task.cancel()
            await asyncio.gather(running_task, return_exceptions=True)


async def run_until_error(peer: Peer) -> None:
    """Run an adapter that is expected to give up."""
    async with running(peer), AriLink(peer.settings()) as link, asyncio.timeout(3):
        await AriTelephony(link, "main", Heard(), SCALE).run()


# -- connecting


async def test_the_order_of_a_connect() -> None:
    """Version first, then events, then the filter, and only then the lists: nothing falls between them."""
    peer = Peer()
    async with connected(peer) as (telephony, heard):
        assert peer.log == [
            "GET asterisk/info",
            "GET events?app=acd-main",
            "PUT applications/acd-main/eventFilter",
            "GET channels",
            "GET bridges",
            "GET applications/acd-main",
        ]
        assert heard.events == [PbxConnected((), restarted=False)]
        assert telephony.connected
        filtered = {entry["type"] for entry in peer.bodies["PUT applications/acd-main/eventFilter"]["disallowed"]}
        assert "ChannelVarset" in filtered
        assert "RESTResponse" not in filtered
        assert "allowed" not in peer.bodies["PUT applications/acd-main/eventFilter"]
    assert isinstance(heard.events[-1], PbxLost)
    assert not telephony.connected


async def test_what_asterisk_holds_is_told() -> None:
    """One event with everything."""
    peer = Peer(channels=[caller(), agent()], bridges=[bridge(CALLER, AGENT)])
    async with connected(peer) as (_, heard):
        assert heard.events == [
            PbxConnected(
                (
                    replace(SEEN, peer=A, bridge_id=BridgeId("b1")),
                    LegSeen(A, False, True, Endpoint("agent-alice-smith"), C, bridge_id=BridgeId("b1")),
                )
            )
        ]


async def test_a_call_that_arrives_during_the_questions_is_new_and_nothing_else() -> None:
    """Its start is in the events, so it is not also something that was there before."""
    peer = Peer(channels=[caller("Ring"), agent()])

    async def slow(_: web.Request) -> web.Response:
        await peer.send(arrival(), frame("StasisEnd", channel=agent()))
        await asyncio.sleep(0.05)
        return web.json_response(peer.channels)

    peer.answers["GET channels"] = slow
    async with connected(peer) as (_, heard):
        known, arrived, ended = (await heard.count(3))[:3]
        assert isinstance(known, PbxConnected)
        assert [leg.leg_id for leg in known.legs] == [A]
        assert isinstance(arrived, CallArrived)
        assert ended == LegEnded(A)


@pytest.mark.parametrize("version", ["22.9.0", "22.11.0-rc1"])
async def test_an_old_asterisk_is_refused_before_anything_else(version: str) -> None:
    """It is final: waiting does not make it newer."""
    peer = Peer(version=version)
    with pytest.raises(PbxTooOld, match=version):
        await run_until_error(peer)
    assert peer.log == ["GET asterisk/info"]


async def test_a_booting_asterisk_is_waited_for() -> None:
    """It answers 404 and 503 before it answers."""
    peer = Peer()
    statuses = iter((404, 503))

    async def booting(_: web.Request) -> web.StreamResponse:
        status = next(statuses, None)
        if status is None:
            del peer.answers["GET asterisk/info"]
            return peer._usual("GET asterisk/info")
        return web.Response(status=status)

    peer.answers["GET asterisk/info"] = booting
    async with connected(peer) as (_, heard):
        assert heard.events == [PbxConnected()]


async def test_answers_that_are_not_understood_are_a_lost_link() -> None:
    """A proxy's page in place of Asterisk's list."""
    peer = Peer()
    answers = [says(200, "hello"), says(200, {"system": 5})]

    async def strange(request: web.Request) -> web.StreamResponse:
        if answers:
            return await answers.pop()(request)
        return peer._usual("GET asterisk/info")

    peer.answers["GET asterisk/info"] = strange
    async with connected(peer) as (_, heard):
        assert heard.events == [PbxConnected()]


# -- losing and coming back


async def test_a_lost_link_is_told_once_and_mended() -> None:
    """With the filter sent again and a new look at everything."""
    peer = Peer()
    async with connected(peer) as (telephony, heard):
        peer.channels = [caller()]
        await peer.drop()
        await heard.count(3)
        assert heard.events == [PbxConnected(), PbxLost(), PbxConnected((SEEN,))]
        assert peer.log.count("PUT applications/acd-main/eventFilter") == 2
        assert telephony.connects == 2


async def test_an_asterisk_that_began_anew_is_told() -> None:
    """Its start time is another one, so every call that we knew is gone."""
    peer = Peer()
    async with connected(peer) as (_, heard):
        peer.startup_time = "2026-11-22T00:00:00.000+0000"
        await peer.drop()
        await heard.count(3)
        assert heard.events[-1] == PbxConnected((), restarted=True)


async def test_a_loss_during_the_questions_is_no_connection() -> None:
    """Nothing was told, so nothing is taken back."""
    peer = Peer()
    dropped = 0

    async def drop_once(_: web.Request) -> web.Response:
        nonlocal dropped
        dropped += 1
        if dropped == 1:
            await peer.send(arrival())
            await peer.drop()
            await asyncio.sleep(0.2)
        return web.json_response([])

    peer.answers["GET channels"] = drop_once
    async with connected(peer) as (_, heard):
        assert heard.events == [PbxConnected()]
        assert len(peer.sockets) == 2


async def test_being_replaced_is_final_and_silences_us() -> None:
    """The other one has the calls now."""
    peer = Peer()
    heard = Heard()
    async with running(peer), AriLink(peer.settings()) as link:
        telephony = AriTelephony(link, "main", heard, SCALE)
        task = asyncio.ensure_future(telephony.run())
        await heard.last(PbxConnected)
        await peer.send(frame("ApplicationReplaced"), arrival())
        with pytest.raises(TakenOver):
            await asyncio.wait_for(task, 3)
        assert heard.events[-1] == PbxLost()
        before = len(peer.log)
        with pytest.raises(TransportError):
            await telephony.execute(HangUp(C))
        assert len(peer.log) == before


async def test_being_replaced_during_the_questions_is_final_too() -> None:
    """Two that start at once."""
    peer = Peer()

    async def slow(_: web.Request) -> web.Response:
        await peer.send(frame("ApplicationReplaced"))
        await asyncio.sleep(0.05)
        return web.json_response([])

    peer.answers["GET channels"] = slow
    with pytest.raises(TakenOver):
        await run_until_error(peer)


# -- events


async def test_events_in_order_and_broken_ones_between() -> None:
    """The reader goes on."""
    peer = Peer()
    async with connected(peer) as (telephony, heard):
        await peer.send(arrival(), b"{", frame("New"), frame("StasisEnd", channel=caller()))
        assert (await heard.count(3))[2] == LegEnded(C, LegEndCause.LEFT)
        assert (telephony.counts.decoded, telephony.counts.unknown, telephony.counts.malformed) == (2, 1, 1)


# -- claims


async def test_a_caller_is_claimed_at_once() -> None:
    """Asterisk hands over whom we claim; a claim that is refused or lost harms nobody."""
    peer = Peer()
    offer = frame("CallBroadcast", channel=caller("Ring"))
    async with connected(peer) as (telephony, heard):
        for answer in (says(204), says(404), says(409), says(500), says(204, delay_s=1.0)):
            peer.answers["POST events/claim"] = answer
            await peer.send(offer)
        await peer.send(arrival())
        assert isinstance((await heard.count(2))[1], CallArrived)
        await until(lambda: len(peer.commands()) >= 6, "five claims")
        assert peer.commands()[1:] == [f"POST events/claim?channelId={CALLER}&application=acd-main"] * 5
        await asyncio.sleep(0.6)  # the last one gets no answer in time
        assert telephony.connected


# -- commands


async def test_a_command_is_carried_out() -> None:
    """In the order of its requests."""
    peer = Peer()
    async with connected(peer) as (telephony, _):
        await telephony.execute(StartWaiting(C, BridgeId("h"), "default"))
        assert peer.commands()[-2:] == [
            "POST bridges?type=holding&bridgeId=h",
            f"POST bridges/h/addChannel?channel={CALLER}&role=holding_participant",
        ]


async def test_an_answered_caller_is_told_when_asterisk_says_so() -> None:
    """The answer to the request is the sign; the event for it is filtered out."""
    peer = Peer()
    async with connected(peer) as (telephony, heard):
        await telephony.execute(Answer(C))
        assert heard.events[-1] == LegAnswered(C)
        peer.answers[f"POST channels/{CALLER}/answer"] = says(404)
        with pytest.raises(CommandRejected):
            await telephony.execute(Answer(C))
        assert len(heard.events) == 2


@pytest.mark.parametrize(("status", "refusal"), [(404, Refusal.GONE), (409, Refusal.REFUSED), (500, Refusal.REFUSED)])
async def test_a_refused_command(status: int, refusal: Refusal) -> None:
    """What comes after the refused request is not asked for."""
    peer = Peer()
    peer.answers["POST bridges"] = says(status)
    async with connected(peer) as (telephony, _):
        with pytest.raises(CommandRejected) as caught:
            await telephony.execute(StartWaiting(C, BridgeId("h"), "default"))
        assert caught.value.refusal is refusal
        assert not any("addChannel" in line for line in peer.log)


async def test_a_lost_answer_is_unknown() -> None:
    """The request may have been carried out."""
    peer = Peer()
    peer.answers[f"DELETE channels/{CALLER}"] = says(204, delay_s=2)
    async with connected(peer) as (telephony, _):
        with pytest.raises(TransportError):
            await telephony.execute(HangUp(C))


async def test_a_bridge_that_is_gone_is_closed() -> None:
    """No error."""
    peer = Peer()
    peer.answers["DELETE bridges/b"] = says(404)
    async with connected(peer) as (telephony, _):
        await telephony.execute(CloseBridge(C, BridgeId("b")))


async def test_a_loss_is_told_before_what_failed_with_it() -> None:
    """Asterisk dies with a question open, and the end of that is noticed first."""
    peer = Peer()

    async def die(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        await asyncio.sleep(0.02)
        await peer.drop()
        return web.Response()

    peer.answers[f"DELETE channels/{CALLER}"] = die
    async with connected(peer) as (telephony, heard):
        with pytest.raises(TransportError):
            await telephony.execute(HangUp(C))
        assert heard.events[-1] == PbxLost()


async def test_nothing_is_asked_of_a_lost_asterisk() -> None:
    """Before the first connect, and after a loss."""
    peer = Peer()
    async with running(peer), AriLink(peer.settings()) as link:
        with pytest.raises(TransportError):
            await AriTelephony(link, "main", Heard(), SCALE).execute(HangUp(C))
    assert peer.log == []


async def test_what_cannot_be_asked_is_refused_without_asking() -> None:
    """No sound, no request."""
    peer = Peer()
    async with connected(peer) as (telephony, _):
        before = len(peer.log)
        with pytest.raises(CommandRejected):
            await telephony.execute(Play(C, "p", ()))  # type: ignore[arg-type]
        assert len(peer.log) == before


async def test_dialling_waits_for_the_channel() -> None:
    """The answer to `create` comes before the channel is ours, and `dial` would be refused."""
    peer = Peer()
    async with connected(peer) as (telephony, _):
        task = asyncio.ensure_future(telephony.execute(RING))
        await asyncio.sleep(0.05)
        assert [line.partition("?")[0] for line in peer.commands()[1:]] == ["POST channels/create"]
        await peer.send(agent_start())
        await task
        assert peer.commands()[-1] == f"POST channels/{AGENT}/dial?timeout=22"


async def test_a_channel_that_began_before_the_answer() -> None:
    """The other order."""
    peer = Peer()

    async def start_first(_: web.Request) -> web.Response:
        await peer.send(agent_start())
        await asyncio.sleep(0.02)
        return web.Response(status=200)

    peer.answers["POST channels/create"] = start_first
    async with connected(peer) as (telephony, _):
        await telephony.execute(RING)
        assert peer.commands()[-1].startswith(f"POST channels/{AGENT}/dial")


@pytest.mark.parametrize(("status", "refusal"), [(500, Refusal.REFUSED), (409, Refusal.REFUSED), (404, Refusal.GONE)])
async def test_a_channel_that_cannot_be_dialled_is_removed(status: int, refusal: Refusal) -> None:
    """Created and not dialled, it would stay for ever."""
    peer = Peer()
    peer.answers[f"POST channels/{AGENT}/dial"] = says(status)
    async with connected(peer) as (telephony, _):
        task = asyncio.ensure_future(telephony.execute(RING))
        await asyncio.sleep(0.02)
        await peer.send(agent_start())
        with pytest.raises(CommandRejected) as caught:
            await task
        assert caught.value.refusal is refusal
        assert peer.commands()[-1] == f"DELETE channels/{AGENT}"


async def test_a_phone_that_is_not_registered_leaves_nothing_to_remove() -> None:
    """Asterisk answers 500, and there is no channel."""
    peer = Peer()
    peer.answers["POST channels/create"] = says(500, {"error": "Allocation failed"})
    async with connected(peer) as (telephony, _):
        with pytest.raises(CommandRejected):
            await telephony.execute(RING)
        assert peer.commands()[-1].startswith("POST channels/create")


async def test_a_channel_whose_creation_is_unknown_is_removed() -> None:
    """It may be there, and would ring nobody for ever."""
    peer = Peer()
    peer.answers["POST channels/create"] = says(200, delay_s=2)
    peer.answers[f"DELETE channels/{AGENT}"] = says(404)
    async with connected(peer) as (telephony, _):
        with pytest.raises(TransportError):
            await telephony.execute(RING)
        assert peer.commands()[-1] == f"DELETE channels/{AGENT}"


async def test_a_channel_that_never_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown, and removed as well as can be: a lost answer to that changes nothing."""
    monkeypatch.setattr(starts, "LIMIT_S", 0.02)
    peer = Peer()
    peer.answers[f"DELETE channels/{AGENT}"] = says(204, delay_s=2)
    async with connected(peer) as (telephony, _):
        with pytest.raises(TransportError):
            await telephony.execute(RING)
        assert peer.commands()[-1] == f"DELETE channels/{AGENT}"


async def test_a_loss_while_a_channel_is_awaited() -> None:
    """The wait ends with the link."""
    peer = Peer()
    async with connected(peer) as (telephony, _):
        task = asyncio.ensure_future(telephony.execute(RING))
        await asyncio.sleep(0.05)
        await peer.drop()
        with pytest.raises(TransportError, match="lost"):
            await asyncio.wait_for(task, 1)


# -- the tape


async def test_both_directions_are_on_the_tape(tmp_path: Path) -> None:
    """Frames in the order in which they were dealt with; events are noted by whoever gives them to the engine."""
    path = tmp_path / "tape"
    peer = Peer()
    async with connected(peer, Tape(path, Clock())) as (telephony, heard):
        await telephony.execute(Answer(C))
        await peer.send(arrival())
        await heard.count(3)
    entries = list(read(path))
    assert [entry.frame for entry in entries if isinstance(entry, Inbound)] == [arrival()]
    assert f"channels/{CALLER}/answer" in [entry.target for entry in entries if isinstance(entry, Outbound)]
    assert not any(isinstance(entry, Noted) for entry in entries)


async def test_what_is_stored_is_recalled_once_before_anything_is_told() -> None:
    """With the legs that Asterisk holds; a link that comes back needs no such thing."""
    recalled: list[tuple[Sequence[LegSeen], int]] = []
    heard = Heard()

    async def recall(legs: Sequence[LegSeen]) -> None:
        recalled.append((legs, len(heard.events)))

    peer = Peer(channels=[caller()])
    async with running(peer), AriLink(peer.settings(request_timeout_s=0.5)) as link:
        task = asyncio.ensure_future(AriTelephony(link, "main", heard, SCALE, recall).run())
        await heard.count(1)
        await peer.drop()
        await heard.count(3)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert recalled == [((SEEN,), 0)]


def test_what_ended_a_connection() -> None:
    """Being replaced counts before a loss; a fault of ours is not taken for either and comes out whole."""
    lost, replaced, fault = TransportError("gone"), TakenOver(), ValueError("a bug")
    assert _cause(ExceptionGroup("", [lost, replaced])) is replaced
    assert _cause(ExceptionGroup("", [lost])) is lost
    both = ExceptionGroup("", [lost, fault])
    assert _cause(both) is both
