"""A real Asterisk, driven by the ARI adapter and called by real SIP phones, keeps the contract."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio

from acd.ari.adapter import AriTelephony
from acd.ari.connection import AriLink, LinkSettings
from acd.ari.from_domain import PICK_UP
from acd.ari.provision import Provisioner
from acd.clock import Clock, UtcScale
from acd.domain.agents import Endpoint
from acd.domain.calls import HangUpReason, LegId
from acd.domain.commands import HangUp, Refusal, StartWaiting
from acd.domain.events import CallArrived, LegConnected, LegEnded, LegRinging, PbxConnected
from acd.domain.memo import CallMemo
from acd.domain.outside import outside_endpoint
from acd.domain.queues import QueueId
from acd.pbx.endpoints import phone as phone_account
from acd.pbx.endpoints import trunk as trunk_account
from acd.ports import Telephony
from acd.simulator.scripted_phones import (
    Answers,
    Busy,
    Declines,
    RingsOn,
    ScriptedPhone,
    Silent,
    Unreachable,
)
from acd.simulator.sip import Answer, OutgoingCall, Phone, PhoneCall, Policy, Refuse, RingForever
from acd.simulator.sip import Silent as SaysNothing
from acd.simulator.sip.address import parse_uri
from tests.acceptance.pbx.ari_probe import ask
from tests.contract.telephony import (
    Heard,
    TelephonyContract,
    answered_caller,
    conversation,
    listen,
    listening,
    rejected,
    remember,
    ring,
    ring_outside,
    ring_supervisor,
    stop_listening,
)
from tests.fixtures.patience import until_true
from tests.fixtures.pbx import RunningPbx, running_pbx

pytestmark = [pytest.mark.live, pytest.mark.asyncio(loop_scope="module")]

CARRIER = "127.0.0.2"
NETWORK = "trunk-b"
"""Registers here, and takes calls to numbers outside."""
ENDPOINTS = tuple(f"agent-{number}" for number in range(8))
PASSWORD = "phone-password-of-no-worth"


def policy(behaviour: ScriptedPhone) -> Policy:
    """What a SIP phone does to behave like this."""
    match behaviour:
        case Answers(after_s, _):
            return Answer(after_s)
        case Busy():
            return Refuse(486)
        case Declines(after_s, _):
            return Refuse(603, after_s)
        case RingsOn():
            return RingForever()
        case Silent():
            return SaysNothing()
        case Unreachable():
            return Refuse(503)


class AsteriskBench:
    """One Asterisk with a carrier and phones, for one test."""

    def __init__(self, pbx: RunningPbx, link: AriLink) -> None:
        self.heard = Heard()
        self.link = link
        self.server = ("127.0.0.1", pbx.plan.sip_port)
        self.adapter = AriTelephony(link, pbx.plan.pool, self.heard.submit, UtcScale(Clock()))
        self.telephony: Telephony = self.adapter
        self.carrier = Phone("carrier", "", self.server, CARRIER)
        self.phones: list[Phone] = []
        self.calls: dict[LegId, OutgoingCall] = {}
        self._numbers = count(1)

    async def call(self) -> CallArrived:
        number = f"+4989{next(self._numbers)}"
        call = self.carrier.call(number, caller_name="Ann", caller_number="+4930123")
        async with asyncio.timeout(5):
            while True:
                for event in self.heard.events:
                    if isinstance(event, CallArrived) and event.number == number:
                        self.calls[event.leg_id] = call
                        return event
                await asyncio.sleep(0.002)

    async def phone(self, behaviour: ScriptedPhone) -> Endpoint:
        endpoint = ENDPOINTS[len(self.phones)]
        phone = Phone(endpoint, PASSWORD, self.server)
        self.phones.append(phone)
        await phone.start()
        await phone.register()
        phone.policy = policy(behaviour)
        return Endpoint(endpoint)

    async def outside(self, behaviour: ScriptedPhone) -> Endpoint:
        network = Phone(NETWORK, PASSWORD, self.server)
        self.phones.append(network)
        await network.start()
        await network.register()
        network.policy = policy(behaviour)
        return outside_endpoint("+4915112345678", Endpoint(NETWORK))

    def caller_hangs_up(self, leg_id: LegId) -> None:
        self.calls[leg_id].hang_up()

    def agent_hangs_up(self, leg_id: LegId) -> None:
        self.at_agent().hang_up()

    async def agent_holds(self, leg_id: LegId) -> None:
        await self.at_agent().hold()

    async def agent_unholds(self, leg_id: LegId) -> None:
        await self.at_agent().unhold()

    def caller_presses(self, leg_id: LegId, digits: str) -> None:
        self.calls[leg_id].send_dtmf(digits, digit_s=0.06, pause_s=0.06)

    def agent_presses(self, leg_id: LegId, digits: str) -> None:
        self.at_agent().send_dtmf(digits, digit_s=0.06, pause_s=0.06)

    def at_agent(self) -> PhoneCall:
        """The agent's end of the newest call."""
        return self.phones[0].calls[0]

    def break_link(self) -> None:
        """Cut the events socket, without a goodbye."""
        assert self.link._session is not None
        assert self.link._session.connector is not None
        [connection] = self.link._session.connector._acquired
        assert connection.transport is not None
        connection.transport.abort()

    def close(self) -> None:
        """Everybody hangs up."""
        for phone in (self.carrier, *self.phones):
            phone.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pbx(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningPbx]:
    """One Asterisk for all tests of this module."""
    folder: Path = tmp_path_factory.mktemp("pbx")
    async with running_pbx(folder) as running:
        async with AriLink(link_settings(running)) as link:
            accounts = [account for name in ENDPOINTS for account in phone_account(running.plan, name, PASSWORD)]
            trunks = [
                *trunk_account(running.plan, "trunk-a", [CARRIER]),
                *trunk_account(running.plan, NETWORK, [], PASSWORD),
            ]
            await Provisioner(link).push([*accounts, *trunks])
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def bench(pbx: RunningPbx) -> AsyncIterator[AsteriskBench]:
    """A connected adapter, a carrier, no phones yet."""
    async with AriLink(link_settings(pbx)) as link:
        bench = AsteriskBench(pbx, link)
        await bench.carrier.start()
        task = asyncio.ensure_future(bench.adapter.run())
        await bench.heard.wait(PbxConnected)
        try:
            yield bench
        finally:
            bench.close()
            # phones' goodbyes are answered before the next test looks at what is there
            await asyncio.sleep(0.1)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            assert bench.adapter.counts.malformed == 0


def link_settings(pbx: RunningPbx) -> LinkSettings:
    """How to reach it."""
    return LinkSettings(f"http://127.0.0.1:{pbx.plan.ari_port}/ari", pbx.plan.ari_user, pbx.plan.ari_password)


async def kept_beside(bench: AsteriskBench, caller: LegId) -> CallMemo | None:
    """What Asterisk kept beside a caller's room, as it is found after a connect; moments to the millisecond."""
    bench.heard.events.clear()
    bench.break_link()
    known = await bench.heard.wait(PbxConnected)
    (leg,) = [leg for leg in known.legs if leg.leg_id == caller]
    if leg.memo is None:
        return None
    return replace(leg.memo, arrived=round(leg.memo.arrived, 1), queued_at=round(leg.memo.queued_at, 1))


class TestAsteriskTelephony(TelephonyContract):
    """All of it, and what only SIP shows."""

    @pytest.mark.parametrize(
        ("reason", "status"),
        [
            (HangUpReason.UNALLOCATED_NUMBER, 404),
            (HangUpReason.BUSY, 486),
            (HangUpReason.NO_ANSWER, 480),
            (HangUpReason.NORMAL, 603),
        ],
    )
    async def test_the_carrier_is_told_why(self, bench: AsteriskBench, reason: HangUpReason, status: int) -> None:
        """A call that was not answered ends with the status that says so."""
        caller = (await bench.call()).leg_id
        await bench.telephony.execute(HangUp(caller, reason))
        assert await bench.calls[caller].ended(2) == status

    async def test_the_phone_shows_the_caller(self, bench: AsteriskBench) -> None:
        """Name and number, as we give them."""
        caller = await answered_caller(bench)
        await bench.telephony.execute(ring(caller, await bench.phone(RingsOn())))
        call = await bench.phones[0].next_call()
        assert (call.caller_name, call.caller_number) == ("Ann", "+4930123")

    async def test_the_phone_of_a_supervisor_shows_the_agent(self, bench: AsteriskBench) -> None:
        """Who calls for a supervisor, by name and number."""
        command = ring_supervisor(await bench.phone(RingsOn()))
        await bench.telephony.execute(command)
        call = await bench.phones[0].next_call()
        assert (call.caller_name, call.caller_number) == ("Alice", "7001")
        await bench.telephony.execute(HangUp(command.lane))
        await bench.heard.wait(LegEnded, command.lane)

    async def test_nothing_of_a_supervisor_is_left(self, bench: AsteriskBench, pbx: RunningPbx) -> None:
        """Neither the ear nor the bridge, whether it was ended or came too late; the conversation stays."""
        caller, agent, command = await listening(bench)
        late = listen(LegId(f"{command.lane}-gone"), agent)
        assert await rejected(bench, late) is Refusal.GONE
        for one in (command, late):
            await bench.telephony.execute(stop_listening(one))
        await bench.telephony.execute(HangUp(command.lane))
        await bench.heard.wait(LegEnded, command.lane)

        async def left() -> set[str]:
            held = [await asyncio.to_thread(ask, pbx.plan, "GET", path) for path in ("channels", "bridges")]
            return {one["id"] for _, things in held for one in things}

        names = {caller, agent, f"{caller}-talk1"}

        async def others_gone() -> bool:
            return not {name for name in await left() if "supervisor" in name} and names <= await left()

        await until_true(others_gone, "nothing of the supervisor is left")

    async def test_listening_survives_a_lost_link(self, bench: AsteriskBench) -> None:
        """The supervisor and the ear are found with each other; the conversation's parties too."""
        caller, agent, command = await listening(bench)
        bench.heard.events.clear()
        bench.break_link()
        known = await bench.heard.wait(PbxConnected)
        legs = {leg.leg_id: leg for leg in known.legs}
        assert (legs[command.lane].peer, legs[command.ear_id].peer) == (command.ear_id, command.lane)
        assert (legs[caller].peer, legs[agent].peer) == (agent, caller)
        assert [leg.leg_id for leg in known.legs if leg.is_caller] == [caller]
        assert (legs[command.ear_id].endpoint, legs[command.ear_id].bridge_id) == (None, command.bridge_id)

    async def test_an_outside_number_is_dialled_and_shown_a_number_of_ours(self, bench: AsteriskBench) -> None:
        """Number and trunk, also over a lost link."""
        caller = await answered_caller(bench)
        endpoint = await bench.outside(RingsOn())
        command = ring_outside(caller, endpoint)
        await bench.telephony.execute(command)
        call = await bench.phones[0].next_call()
        assert call.caller_number == "+4989500"
        assert parse_uri(call.invite.uri).user == "+4915112345678"
        bench.break_link()
        bench.heard.events.clear()
        known = await bench.heard.wait(PbxConnected)
        assert {leg.leg_id: leg.endpoint for leg in known.legs} == {caller: None, command.lane: endpoint}

    async def test_a_phone_that_lost_the_race_shows_no_missed_call(self, bench: AsteriskBench) -> None:
        """The CANCEL says that somebody else answered."""
        caller = await answered_caller(bench)
        command = ring(caller, await bench.phone(RingsOn()))
        await bench.telephony.execute(command)
        await bench.heard.wait(LegRinging, command.lane)
        call = await bench.phones[0].next_call()
        await bench.telephony.execute(HangUp(command.lane, HangUpReason.ANSWERED_ELSEWHERE))
        await bench.heard.wait(LegEnded, command.lane)
        await call.ended(2)
        assert call.end_message is not None
        assert any("26" in reason or "elsewhere" in reason for reason in call.end_message.values("Reason"))

    async def test_what_is_written_anew_beside_a_room_is_found_after_a_lost_link(self, bench: AsteriskBench) -> None:
        """In place of what was written when the room was made."""
        caller = await answered_caller(bench)
        command = remember(caller)
        first = CallMemo(command.memo.tenant_id, 0.5, queue_id=QueueId("sales"), queued_at=1.5, order=7, ahead=0.0)
        await bench.telephony.execute(StartWaiting(caller, command.room_id, "default", first))
        assert await kept_beside(bench, caller) == first
        await bench.telephony.execute(command)
        assert await kept_beside(bench, caller) == command.memo

    async def test_whose_number_outside_rings_is_known_after_a_lost_link(self, bench: AsteriskBench) -> None:
        """The name of the channel holds the trunk alone."""
        caller = await answered_caller(bench)
        number = await bench.outside(RingsOn())
        command = ring(caller, number)
        await bench.telephony.execute(command)
        await bench.heard.wait(LegRinging, command.lane)
        call = await bench.phones[0].next_call()
        assert (parse_uri(call.invite.uri).user, call.caller_number) == ("+4915112345678", "+4930123")
        bench.heard.events.clear()
        bench.break_link()
        known = {leg.leg_id: leg for leg in (await bench.heard.wait(PbxConnected)).legs}
        assert (known[command.lane].endpoint, known[command.lane].ringing) == (number, True)
        await bench.telephony.execute(HangUp(command.lane))
        await bench.heard.wait(LegEnded, command.lane)

    async def test_a_phone_is_asked_to_pick_up_by_itself(self, bench: AsteriskBench) -> None:
        """In the words of the makers, where that is wanted, and nowhere else."""
        caller = await answered_caller(bench)
        endpoint = await bench.phone(RingsOn())
        for mark, auto_answer in (("a1", True), ("a2", False)):
            command = replace(ring(caller, endpoint, mark=mark), auto_answer=auto_answer)
            await bench.telephony.execute(command)
            call = await bench.phones[0].next_call()
            asked = call.invite.values("Call-Info"), call.invite.values("Alert-Info")
            assert asked == (tuple((value,) for value in PICK_UP.values()) if auto_answer else ((), ()))
            await bench.telephony.execute(HangUp(command.lane))
            await bench.heard.wait(LegEnded, command.lane)

    async def test_a_conversation_survives_a_lost_link(self, bench: AsteriskBench) -> None:
        """After it both legs are found, in conversation with each other; a new caller is taken again."""
        caller, agent = await conversation(bench)
        bench.heard.events.clear()
        bench.break_link()
        known = await bench.heard.wait(PbxConnected)
        peers = {leg.leg_id: leg.peer for leg in known.legs}
        assert (peers[caller], peers[agent]) == (agent, caller)
        assert not known.restarted
        await bench.call()
        bench.agent_hangs_up(agent)
        await bench.heard.wait(LegEnded, agent)
        assert LegConnected not in bench.heard.of(agent)
