"""Agents at numbers outside: called by a trunk, and never connected with a voicemail."""

import json
from pathlib import Path

import pytest

from acd.domain.agents import AgentState, Reach
from acd.domain.feature_codes import Sentence
from acd.simulator.sip import Answer, IncomingCall, Phone
from acd.simulator.sip.address import parse_uri
from acd.simulator.sip.digest import Credentials
from tests.fixtures import code_sounds, command
from tests.fixtures.call_centre import ALICE, BOB, CallCentre, call_centre
from tests.fixtures.carrier import Carrier
from tests.fixtures.centre_configuration import AGENT_HZ, Fields, configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.code_sounds import hears
from tests.fixtures.net_members import in_net, rung
from tests.fixtures.outside import outside
from tests.fixtures.patience import scaled, until
from tests.fixtures.scenes import hear_each_other

pytestmark = pytest.mark.live

NUMBER = "+4915112345678"
MOBILE = {"id": "mobile", "password": True}
ACCOUNT = Credentials("4930123456", "s3cret of the carrier")


def document(folder: Path, trunk: Fields = MOBILE, **offers: float) -> Fields:
    """Alice has a mobile phone behind a trunk; Bob has a phone here."""
    made = configuration(agents=("alice", "bob"), offers=offers)
    made["trunks"].append(trunk)
    made["agents"][0]["outside"] = {"number": NUMBER, "trunk": trunk["id"]}
    made["feature_codes"] = {"voices": {"en": code_sounds.write(folder)}}
    return made


async def network(centre: CallCentre) -> Phone:
    """The telephone network behind the trunk, which knows Alice's mobile phone."""
    phone = await centre.phone("trunk-mobile", tone_hz=AGENT_HZ)
    await phone.register()
    await centre.wait_for(
        lambda view: any(one.name == "mobile" and one.reach is Reach.REACHABLE for one in view.trunks),
        what="the trunk is there",
    )
    return phone


async def goes_out(centre: CallCentre) -> None:
    """Alice signs in at her mobile phone."""
    said = await command.run(centre.app.settings, "agent", "sign-in", "alice", "--outside")
    assert said.code == 0, said
    await centre.wait_for_agent(ALICE, AgentState.AVAILABLE)
    assert centre.agent_view(ALICE).endpoint == f"{NUMBER}@trunk-mobile"


async def at_mobile(phone: Phone) -> IncomingCall:
    """Return the call that is for Alice's number."""
    call = await phone.next_call(scaled(10))
    assert parse_uri(call.invite.uri).user == NUMBER
    assert call.caller_number == "+15551234567"
    return call


async def accepts(ringing: IncomingCall) -> None:
    """Alice picks up, and presses the key when she is told to."""
    ringing.ring()
    await ringing.answer()
    await hears(ringing, Sentence.PRESS_TO_ACCEPT)
    ringing.send_dtmf("1")


async def apply(centre: CallCentre, made: Fields) -> None:
    """Apply a configuration over the API, where no recordings can be: every sentence is a sound of Asterisk's own."""
    made["feature_codes"] = {"voices": {"en": {sentence: {"sound": "demo-congrats"} for sentence in Sentence}}}
    await centre.in_thread(centre.client.apply, json.dumps(made), "centre.yaml")
    await centre.app.accounts.up_to_date()


async def accepts_a_voice(ringing: IncomingCall) -> None:
    """The same, where it is somebody who speaks."""
    ringing.ring()
    await ringing.answer()
    await until(lambda: ringing.media.overall_db() > -45, "somebody speaks")
    ringing.send_dtmf("1")


async def test_an_agent_answers_outside(tmp_path: Path) -> None:
    """Signed in there, rung there with the caller's number, and in no safety net; then at her own phone again."""
    async with call_centre(tmp_path, document(tmp_path)) as centre:
        mobile = await network(centre)
        await goes_out(centre)
        said = await command.run(centre.app.settings, "status")
        assert "outside, reachable" in said.out, said.out
        call = centre.call()
        ringing = await at_mobile(mobile)
        await accepts(ringing)
        await centre.wait_for_agent(ALICE, AgentState.TALKING)
        await hear_each_other(call, ringing)

        bob = await centre.agent(BOB)
        await in_net(centre.app.plan, BOB)
        assert NUMBER not in await rung(centre.app.plan)
        call.hang_up()
        await ringing.ended(scaled(5))
        await centre.wait_for_agent(ALICE, AgentState.AVAILABLE)
        assert [offer["result"] for offer in await centre.rows("offers")] == ["accepted"]

        alice = await centre.agent(ALICE, sign_in=False)
        assert (await command.run(centre.app.settings, "agent", "sign-in", "alice", "--own")).code == 0
        assert centre.agent_view(ALICE).endpoint == "agent-alice"
        # Bob has been idle the longer time
        first = centre.call()
        await hear_each_other(first, await _picked_up(bob))
        second = centre.call()
        await hear_each_other(second, await _picked_up(alice))
        for one in (first, second):
            one.hang_up()
        await assert_clean(centre)


async def _picked_up(phone: Phone) -> IncomingCall:
    ringing = await phone.next_call(scaled(10))
    await ringing.answer()
    return ringing


async def test_a_voicemail_gets_no_caller(tmp_path: Path) -> None:
    """It picks up and talks to nobody; after two calls Alice is paused, and Bob has the caller."""
    async with call_centre(tmp_path, document(tmp_path, accept_within_s=3)) as centre:
        mobile = await network(centre)
        mobile.policy = Answer()
        await goes_out(centre)
        call = centre.call()
        for _ in range(2):
            voicemail = await at_mobile(mobile)
            await hears(voicemail, Sentence.PRESS_TO_ACCEPT)
            await voicemail.ended(scaled(10))
        alice = await centre.wait_for_agent(ALICE, AgentState.PAUSED)
        assert alice.reason == "missed-calls"
        assert 'acd_agents_paused_automatically_total{reason="missed-calls"} 1.0' in await centre.metrics()
        assert not call.media.heard(AGENT_HZ)
        bob = await centre.agent(BOB, policy=Answer())
        await hear_each_other(call, await bob.next_call(scaled(10)))
        call.hang_up()
        await centre.wait_quiet()
        offers = [(offer["agent_id"], offer["result"]) for offer in await centre.rows("offers")]
        assert offers == [("alice", "missed"), ("alice", "missed"), ("bob", "accepted")]
        await assert_clean(centre)


async def test_a_number_that_is_slow_to_ring(tmp_path: Path) -> None:
    """The network has longer than a phone here; its time is none of the agent's."""
    made = document(tmp_path, ringing_within_s=0.5, outside_ringing_within_s=6.0)
    async with call_centre(tmp_path, made) as centre:
        mobile = await network(centre)
        await goes_out(centre)
        call = centre.call()
        ringing = await at_mobile(mobile)
        with pytest.raises(TimeoutError):
            await ringing.ended(1.5)
        await accepts(ringing)
        await hear_each_other(call, ringing)
        call.hang_up()
        await assert_clean(centre)


async def test_a_trunk_that_is_gone_makes_the_agent_unreachable(tmp_path: Path) -> None:
    """No call is offered until it is back."""
    async with call_centre(tmp_path, document(tmp_path)) as centre:
        mobile = await network(centre)
        await goes_out(centre)
        await mobile.unregister()
        await centre.wait_for_phone(ALICE, Reach.UNREACHABLE)
        call = centre.call()
        await call.answered(scaled(5))
        await mobile.register()
        ringing = await at_mobile(mobile)
        await accepts(ringing)
        await hear_each_other(call, ringing)
        call.hang_up()
        await assert_clean(centre)


async def test_a_carrier_that_wants_a_password_for_each_call(tmp_path: Path) -> None:
    """The one of our registration."""
    secrets = tmp_path / "var" / "secrets"
    secrets.mkdir(parents=True)
    (secrets / "trunk-carrier.password").write_text(f"{ACCOUNT.password}\n")
    async with call_centre(tmp_path, configuration()) as centre:
        carrier = Carrier(ACCOUNT, centre.sip, "127.0.0.3", tone_hz=AGENT_HZ)
        await carrier.start()
        centre.phones.append(carrier)
        host, port = carrier.address
        at = {"server": f"{host}:{port}", "user": ACCOUNT.username, "domain": "carrier.example"}
        made = document(tmp_path, {"id": "carrier", "registration": at})
        await apply(centre, made)
        await centre.wait_for(lambda view: any(one.registered for one in view.trunks), what="the registration")
        await centre.in_thread(centre.client.sign_in, ALICE, "outside")
        call = centre.call()
        ringing = await carrier.next_call(scaled(10))
        assert carrier.proven == [NUMBER]
        await accepts_a_voice(ringing)
        await hear_each_other(call, ringing)
        call.hang_up()
        await assert_clean(centre)


async def test_a_carrier_that_is_known_by_its_address(tmp_path: Path) -> None:
    """Calls go to its server."""
    async with call_centre(tmp_path, configuration()) as centre:
        carrier = Phone("carrier", "", centre.sip, "127.0.0.2", tone_hz=AGENT_HZ)
        await carrier.start()
        centre.phones.append(carrier)
        host, port = carrier.address
        made = document(tmp_path, {"id": "carrier", "match": [host], "server": f"{host}:{port}"})
        await apply(centre, made)
        await centre.in_thread(centre.client.sign_in, ALICE, "outside")
        call = centre.call()
        ringing = await at_mobile(carrier)
        await accepts_a_voice(ringing)
        await hear_each_other(call, ringing)
        call.hang_up()
        await assert_clean(centre)


async def test_nobody_dials_out(tmp_path: Path) -> None:
    """Neither an agent's phone nor a caller reaches a number outside: the controller alone calls it."""
    async with call_centre(tmp_path, document(tmp_path)) as centre:
        mobile, alice = await network(centre), await centre.agent(ALICE)
        for number in (NUMBER, f"{NUMBER}@trunk-mobile", "trunk-mobile", f"*45*{NUMBER}", f"PJSIP/{NUMBER}"):
            for phone in (alice, centre.line, mobile):
                call = phone.call(number)
                assert await call.ended(scaled(5)) in (403, 404, 503, 480, 603, 484), (number, call.final_status)
        with pytest.raises(TimeoutError):
            await mobile.next_call(0.5)
        assert await centre.ari("channels") == []


async def test_a_phone_outside_rings_on_when_the_controller_dies(tmp_path: Path) -> None:
    """The next one knows whose it is, and asks for the key."""
    async with outside(tmp_path, document(tmp_path)) as centre:
        mobile = await centre.phone("trunk-mobile", tone_hz=AGENT_HZ)
        await mobile.register()

        await centre.wait_for(
            lambda status: any(one.id == "mobile" and one.reach == "reachable" for one in status.trunks),
            "the trunk is there",
        )
        await centre.at_work(ALICE, "outside")
        call = centre.call()
        ringing = await at_mobile(mobile)
        ringing.ring()
        await centre.wait_for_agent(ALICE, "ringing")
        await centre.kill()
        await centre.start()
        await centre.wait_for_agent(ALICE, "ringing")
        await accepts(ringing)
        await centre.wait_for_agent(ALICE, "talking")
        await hear_each_other(call, ringing)
        call.hang_up()
        await ringing.ended(scaled(5))
        await centre.wait_for_agent(ALICE, "available")
        assert await centre.stop() == 0  # every record is written
        assert [row["result"] for row in await centre.rows("offers")] == ["accepted"]
