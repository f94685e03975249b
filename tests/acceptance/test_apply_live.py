"""Configuration is applied while calls go on: nobody notices who is not meant to."""

import json
from pathlib import Path
from typing import Any

import pytest

from acd.client.errors import ConfigurationRefused
from acd.domain.agents import AgentState
from acd.simulator.sip import Answer, IncomingCall, OutgoingCall, RequestRefused
from tests.fixtures import command
from tests.fixtures.call_centre import ALICE, BOB, CAROL, call_centre
from tests.fixtures.centre_configuration import AGENT_HZ, CALLER_HZ, NUMBER, WHISPER_HZ, configuration, write
from tests.fixtures.clean import assert_clean
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import hear_each_other, talking

pytestmark = [pytest.mark.live, pytest.mark.alone]

LONGEST_PAUSE_S = 0.3


async def test_applying_disturbs_no_conversation(tmp_path: Path) -> None:
    """Another greeting, another line, an agent more and one less: those who talk hear no gap, new calls get it."""
    async with call_centre(tmp_path, configuration(agents=("alice", "bob"), greeting=True)) as centre:
        bob = await centre.agent(BOB, sign_in=False)
        call, ringing = await talking(centre, ALICE)
        document = configuration(agents=("alice", "carol"), queues=[{"id": "support", "ring_timeout_s": 33.0}])
        document["tenants"][0]["greeting"] = [{"file": "whisper.wav"}]
        ended = await command.run(centre.app.settings, "apply", str(write(document, tmp_path)))
        assert (ended.code, ended.err) == (0, ""), ended
        for word in ("carol", "bob", "ring_timeout_s", "greeting"):
            assert word in ended.out, ended.out
        await centre.app.accounts.up_to_date()

        assert [agent.agent_id for agent in centre.view().agents] == [ALICE, CAROL]
        with pytest.raises(RequestRefused) as refused:
            await bob.register()
        assert refused.value.status in (401, 403)
        await centre.agent(CAROL, policy=Answer(), tone_hz=AGENT_HZ)
        other = centre.call()
        await other.answered(scaled(5))
        await other.media.wait_heard(WHISPER_HZ, scaled(5))
        await centre.wait_for_agent(CAROL, AgentState.TALKING)

        still_talking(call, ringing)
        again = await command.run(centre.app.settings, "apply", str(write(document, tmp_path)))
        assert (again.code, again.err) == (0, ""), again
        assert "carol" not in again.out
        assert (await centre.in_thread(centre.client.configuration)).version == "2"
        still_talking(call, ringing)
        for each in (call, other):
            each.hang_up()
        await assert_clean(centre)


async def test_an_agent_who_is_removed_while_talking_ends_the_conversation_in_peace(tmp_path: Path) -> None:
    """Both go on hearing each other without an account in Asterisk; then the agent is gone."""
    async with call_centre(tmp_path, configuration(agents=("alice", "bob"))) as centre:
        call, ringing = await talking(centre, ALICE)
        ended = await command.run(centre.app.settings, "apply", str(write(configuration(agents=["bob"]), tmp_path)))
        assert ended.code == 0, ended
        await centre.app.accounts.up_to_date()
        await hear_each_other(call, ringing)
        still_talking(call, ringing)
        assert centre.agent_view(ALICE).state is AgentState.TALKING
        call.hang_up()
        await ringing.ended(scaled(5))
        await centre.wait_for(lambda view: [agent.agent_id for agent in view.agents] == [BOB], what="alice gone")
        await assert_clean(centre)


async def test_a_wrong_file_changes_nothing_and_says_what_to_mend(tmp_path: Path) -> None:
    """Every mistake with its line, on the command line and over the API."""
    async with call_centre(tmp_path, configuration()) as centre:
        call, ringing = await talking(centre)
        document: dict[str, Any] = configuration(queues=[{"id": "support", "ring_timeout_s": 0.0}])
        document["tenants"][0]["queue"] = "suport"
        path = write(document, tmp_path, "wrong.yaml")
        ended = await command.run(centre.app.settings, "apply", str(path))
        lines = [_line_of(path, word) for word in ("ring_timeout_s", "suport")]
        assert (ended.code, ended.out) == (1, "")
        assert f"wrong.yaml:{lines[0]}" in ended.err, ended.err
        assert "use 1 to 300 seconds" in ended.err
        assert f"wrong.yaml:{lines[1]}" in ended.err, ended.err
        assert "support" in ended.err
        assert "Traceback" not in ended.err

        with pytest.raises(ConfigurationRefused) as refused:
            await centre.in_thread(centre.client.apply, path.read_text(), "wrong.yaml")
        assert {fault.line for fault in refused.value.faults} == set(lines)
        in_force = await centre.in_thread(centre.client.configuration)
        assert in_force.version == "1"
        assert json.loads(in_force.text)["tenants"][0]["numbers"][0]["number"] == NUMBER
        still_talking(call, ringing)
        call.hang_up()
        await assert_clean(centre)


def still_talking(call: OutgoingCall, ringing: IncomingCall) -> None:
    """Both hear each other, and neither has heard a pause or lost a packet."""
    assert call.media.heard(AGENT_HZ)
    assert ringing.media.heard(CALLER_HZ)
    for heard in (call.media.received, ringing.media.received):
        assert [gap for gap in heard.gaps if gap.length_s > scaled(LONGEST_PAUSE_S)] == []
        assert heard.lost == 0


def _line_of(path: Path, word: str) -> int:
    (line,) = [number for number, text in enumerate(path.read_text().splitlines(), start=1) if word in text]
    return line
