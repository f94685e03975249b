"""`make run` as a user types it, and two softphones with the accounts that it prints."""

import asyncio
import re

import pytest

from acd.simulator.sip import Answer
from tests.fixtures.patience import scaled, until
from tests.fixtures.processes import Running, softphone

pytestmark = pytest.mark.live

CALLER_HZ, AGENT_HZ = 440, 880
NUMBER = "+15550100"


def test_it_prints_everything_a_person_needs(centre: Running) -> None:
    """Numbers to dial, accounts with passwords, addresses of API and metrics, how to stop."""
    assert "dial     +15550100 (acme), +15550101 (globex)" in centre.out
    assert set(centre.accounts) == {"trunk-demo", "agent-alice", "agent-bob", "agent-carol"}
    assert len({account.password for account in centre.accounts.values()}) == 4
    assert {account.server for account in centre.accounts.values()} == {("127.0.0.1", centre.place.sip_port)}
    for path in ("/openapi.json", "/metrics", "/readyz"):
        address = f"{centre.place.url}{path}"
        assert re.search(rf"(^|\s){re.escape(address)}(\s|$)", centre.out), path
        assert centre.place.answer(path)[0] == 200, path
    assert f"process {centre.controller_pid}; Ctrl-C stops" in centre.out


def test_the_state_is_nobody_elses_business(centre: Running) -> None:
    """The secret key and the passwords that Asterisk reads are not for other users of the machine."""
    for name in ("secrets/master.key", "asterisk/etc/ari.conf", "tape.jsonl"):
        assert (centre.place.var / name).stat().st_mode & 0o007 == 0, name


async def test_two_softphones_talk_and_everything_says_so(centre: Running) -> None:
    """Both hear each other; `acd status`, the records and the metrics agree."""
    place = centre.place
    async with (
        softphone(centre.accounts["trunk-demo"], tone_hz=CALLER_HZ, registered=False) as line,
        softphone(centre.accounts["agent-alice"], tone_hz=AGENT_HZ, policy=Answer(0.3)) as desk,
    ):
        assert "alice is available" in await asyncio.to_thread(place.did, "agent", "sign-in", "alice")
        call = line.call(NUMBER, caller_name="Erika Gabler", caller_number="+15551234567")
        answered = await desk.next_call(scaled(20))
        assert (answered.caller_name, answered.caller_number) == ("Erika Gabler", "+15551234567")
        await answered.media.wait_heard(CALLER_HZ, scaled(20))
        await call.media.wait_heard(AGENT_HZ, scaled(20))

        shown = await asyncio.to_thread(place.did, "status")
        assert re.search(r"alice +Alice +talking", shown)
        assert re.search(r"connected +support .*\+15551234567 Erika Gabler +\+15550100 +alice", shown)
        assert place.metric('acd_agents{state="talking"}') == 1

        call.hang_up()
        await answered.ended(scaled(10))
        client = await asyncio.to_thread(place.client)
        await until(lambda: len(client.ended_calls().items) == 1, "the record", 10)

    (record,) = client.ended_calls().items
    assert (record.tenant, record.queue, record.agent) == ("acme", "support", "alice")
    assert (record.outcome, record.reason) == ("answered", "caller_hung_up")
    assert record.talk_s is not None and record.talk_s > 0.1
    assert place.metric('acd_calls_answered_total{queue="support",tenant="acme"}') == 1
    assert place.metric('acd_calls{state="connected"}') == 0
    assert "wrapup" in await asyncio.to_thread(place.did, "status")
    assert "alice is available" in await asyncio.to_thread(place.did, "agent", "ready", "alice")
    assert "alice is offline" in await asyncio.to_thread(place.did, "agent", "sign-out", "alice")


def test_the_tape_of_that_call_can_be_replayed(centre: Running) -> None:
    """The same events give the same one call, without an error."""
    printed = centre.place.did("replay", str(centre.place.var / "tape.jsonl"))
    assert printed.count("keep   CallStarted(") == 1
    assert printed.count("keep   CallConnected(") == 1
    assert printed.count("keep   CallEnded(") == 1
    assert "calls left open: 0; errors: 0" in printed
