"""A real SIP call from a trunk: who gets in, and what happens to a caller while no controller is there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from acd.pbx.endpoints import SorceryObject, phone, trunk
from acd.pbx.safety_net import write_members
from tests.acceptance.pbx.ari_probe import ask, push
from tests.acceptance.pbx.sip_probe import SipProbe, status
from tests.acceptance.pbx.test_boot import complaints
from tests.fixtures.pbx import RunningPbx, running_pbx

pytestmark = pytest.mark.live

CARRIER = "127.0.0.2"


@pytest_asyncio.fixture
async def carrier(tmp_path: Path) -> AsyncIterator[SipProbe]:
    """A trunk that is known to an Asterisk without a controller."""
    async with running_pbx(tmp_path) as pbx:
        push(pbx.plan, trunk(pbx.plan, "carrier", [CARRIER]))
        with SipProbe("4930111", pbx.plan.sip_port, CARRIER) as probe:
            yield probe


def asked_at_once(part: SorceryObject) -> SorceryObject:
    """The same, asked for signs of life each second: the first time is a random moment within that period."""
    fields = tuple((key, "1" if key == "qualify_frequency" else value) for key, value in part.fields)
    return replace(part, fields=fields)


@asynccontextmanager
async def signed_in(tmp_path: Path, wait_s: int) -> AsyncIterator[tuple[RunningPbx, SipProbe, SipProbe]]:
    """No controller; the phone of an agent who was signed in when it died, and a caller, who may leave no message."""
    async with running_pbx(tmp_path, safety_net_wait_s=wait_s, message_limit_s=0) as pbx:
        anna_phone = [asked_at_once(part) for part in phone(pbx.plan, "agent-anna", "p" * 20)]
        push(pbx.plan, [*anna_phone, *trunk(pbx.plan, "carrier", [CARRIER])])
        port = pbx.plan.sip_port
        with SipProbe("agent-anna", port) as anna, SipProbe("4930111", port, CARRIER) as caller:
            assert anna.register("p" * 20) == 200
            anna.wait_for(lambda text: text.startswith("OPTIONS "))
            write_members(pbx.plan, ["agent-anna"])
            assert ask(pbx.plan, "PUT", "asterisk/modules/app_queue.so")[0] == 204
            anna.wire.settimeout(20)  # no claim comes for one and a half seconds, then the apology is heard
            yield pbx, anna, caller


async def test_without_a_controller_the_safety_net_connects_caller_and_agent(tmp_path: Path) -> None:
    """The caller is answered, the agent's phone rings with the caller's number, and the two talk."""
    async with signed_in(tmp_path, wait_s=60) as (pbx, anna, caller):
        answer = caller.invite("4930222")
        assert status(answer) == 200
        ringing = anna.wait_for(lambda text: text.startswith("INVITE "))
        assert "4930111" in ringing
        anna.accept(ringing)
        anna.wait_for(lambda text: text.startswith("ACK "))
        async with asyncio.timeout(5):
            while [len(bridge["channels"]) for bridge in ask(pbx.plan, "GET", "bridges")[1]] != [2]:
                await asyncio.sleep(0.05)
        assert caller.hang_up(answer) == 200
        anna.wait_for(lambda text: text.startswith("BYE "))
        # that nobody is there is the news, not a fault of the settings
        news = (pbx.plan.app, "not claimed")
        assert [line for line in complaints(pbx.plan.log) if not any(part in line for part in news)] == []


async def test_an_agent_who_does_not_answer_does_not_hold_the_caller_for_ever(tmp_path: Path) -> None:
    """After the time of the plan the phone stops ringing, and the caller hears so and is released."""
    async with signed_in(tmp_path, wait_s=2) as (_, anna, caller):
        assert status(caller.invite("4930222")) == 200
        anna.ring(anna.wait_for(lambda text: text.startswith("INVITE ")))
        anna.wait_for(lambda text: text.startswith("CANCEL "))
        caller.wire.settimeout(20)
        assert caller.wait_for(lambda text: text.startswith("BYE "))


async def test_without_controller_and_agents_the_caller_hears_so_and_is_released(tmp_path: Path) -> None:
    """Nobody waits for music with nobody behind it; where no messages are taken, that is the end."""
    async with running_pbx(tmp_path, message_limit_s=0) as pbx:
        push(pbx.plan, trunk(pbx.plan, "carrier", [CARRIER]))
        with SipProbe("4930111", pbx.plan.sip_port, CARRIER) as caller:
            assert status(caller.invite("4930222")) == 200
            caller.wire.settimeout(20)
            assert "BYE" in caller.wait_for(lambda text: text.startswith("BYE "))


GOOD = ("4930222", "+4930222", "sales.team-1_x", "+4930222;npdi;rn=1")
BAD = (
    "500%26PJSIP%2Ftrunk%2F900",
    "1%2C2",
    "1%22%3B2",
    "1%29%5D%7D%24%7BEXTEN%7D",
    "%24%7BSHELL(id)%7D",
    "1%5Cx",
    "1%27",
    "*43",
    "1" * 65,
)


async def test_plain_numbers_and_names_get_in(carrier: SipProbe) -> None:
    """Digits, a plus sign, names; what a carrier adds behind a semicolon is not part of the number."""
    for dialled in GOOD:
        answer = carrier.invite(dialled)
        assert status(answer) == 200, dialled
        assert carrier.hang_up(answer) == 200


async def test_nothing_else_gets_in(carrier: SipProbe) -> None:
    """Whatever could mean something to a dialplan is refused before anything reads it."""
    for dialled in BAD:
        assert status(carrier.invite(dialled)) == 404, dialled


async def test_a_phone_can_call_nobody(tmp_path: Path) -> None:
    """An agent's endpoint leads nowhere, neither to a trunk nor to the entry."""
    async with running_pbx(tmp_path) as pbx:
        # known by its address instead of its password, so that the call is not stopped before the dialplan
        fields = (("context", "from-agent"), ("identify_by", "ip"), ("allow", "alaw"))
        identify = trunk(pbx.plan, "agent-anna", ["127.0.0.3"])[-1]
        push(pbx.plan, [SorceryObject("endpoint", "agent-anna", fields), identify])
        with SipProbe("x", pbx.plan.sip_port, "127.0.0.3") as anna:
            for number in ("4930222", "0049900123", "agent-anna", "#1"):
                assert status(anna.invite(number)) == 403
            # a feature code is the controller's to answer, and there is none
            assert status(anna.invite("*1")) == 503
