"""Music for those who wait, from files of the operator's: everybody hears their own, whatever is applied or deleted."""

from pathlib import Path

import pytest

from acd import keep_music
from acd.domain.agents import AgentState
from acd.simulator.sip import Answer, OutgoingCall
from tests.fixtures import command
from tests.fixtures.call_centre import ALICE, CallCentre, call_centre
from tests.fixtures.centre_configuration import AGENT_HZ, NUMBER, Fields, configuration, tenant, write
from tests.fixtures.clean import assert_clean
from tests.fixtures.hearing import hears_music
from tests.fixtures.patience import scaled, until
from tests.fixtures.scenes import waiting
from tests.fixtures.tunes import write_tune

pytestmark = pytest.mark.live

ACME_HZ, SUPPORT_HZ, SALES_HZ, NEW_HZ = 500, 740, 1060, 1230
GLOBEX, INITECH = "+15550200", "+15550300"
LONGEST_PAUSE_S = 0.3
QUIET_DB = -50.0


def document(acme: object) -> Fields:
    """Acme has its own music in the line that it shares with Globex; Initech hears that of another line."""
    return configuration(
        queues=[{"id": "support", "music": "support.flac"}, {"id": "sales", "music": {"folder": "sales"}}],
        tenants=[
            {**tenant("support"), "music": acme},
            tenant("support", name="globex", number=GLOBEX),
            tenant("sales", name="initech", number=INITECH),
        ],
    )


async def waits_with(centre: CallCentre, number: str, pitch_hz: int) -> OutgoingCall:
    call = await waiting(centre, number)
    await call.media.wait_heard(pitch_hz, scaled(5))
    return call


async def is_held(centre: CallCentre, call: OutgoingCall, pitch_hz: int) -> None:
    """The caller who waits longest is answered and held: by music that is not configured any more."""
    ringing = await (await centre.agent()).next_call(scaled(10))
    await ringing.answer()
    await call.media.wait_heard(AGENT_HZ, scaled(5))
    await ringing.hold()
    await centre.wait_for_agent(ALICE, AgentState.HOLDING)
    await call.media.wait_heard(pitch_hz, scaled(5))


@pytest.mark.alone
async def test_everybody_hears_their_own_music_and_goes_on_when_it_changes(tmp_path: Path) -> None:
    """MP3, FLAC and Ogg; a tenant's counts more than the queue's; a change is heard by those who come after it."""
    for name, pitch_hz in (("acme.mp3", ACME_HZ), ("support.flac", SUPPORT_HZ), ("sales/a.ogg", SALES_HZ)):
        write_tune(tmp_path / name, pitch_hz, seconds=0.5)
    async with call_centre(tmp_path, document(["acme.mp3"])) as centre:
        calls = {
            await waits_with(centre, NUMBER, ACME_HZ): ACME_HZ,
            await waits_with(centre, GLOBEX, SUPPORT_HZ): SUPPORT_HZ,
            await waits_with(centre, INITECH, SALES_HZ): SALES_HZ,
        }
        write_tune(tmp_path / "new.opus", NEW_HZ, seconds=0.5)
        changed = document({"files": ["new.opus", "acme.mp3"], "order": "listed"})
        ended = await command.run(centre.app.settings, "apply", str(write(changed, tmp_path)))
        assert (ended.code, ended.err) == (0, ""), ended
        calls[await waits_with(centre, NUMBER, NEW_HZ)] = ACME_HZ
        # a file lasts half a second: by now each of them was opened again, by a class that Asterisk read anew
        for call, pitch_hz in calls.items():
            await call.media.wait_heard(pitch_hz, scaled(3))
        for call in calls:
            assert [gap for gap in call.media.received.gaps if gap.length_s > scaled(LONGEST_PAUSE_S)] == []
        await is_held(centre, next(iter(calls)), ACME_HZ)
        for call in calls:
            call.hang_up()
        await assert_clean(centre)


async def test_music_that_was_deleted_costs_no_call_and_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told; who waits and who comes hears the default music, in their places; applying again brings it back."""
    monkeypatch.setattr(keep_music, "LOOK_EVERY_S", 0.2)
    write_tune(tmp_path / "acme.mp3", ACME_HZ, seconds=0.5)
    own = configuration(queues=[{"id": "support", "music": ["acme.mp3"]}])
    async with call_centre(tmp_path, own) as centre:
        first = await waits_with(centre, NUMBER, ACME_HZ)
        assert centre.app.in_force is not None
        [[file]] = [one.files for one in centre.app.in_force.music]
        reads = centre.app.music.reads
        Path(f"{file}.wav").unlink()
        await until(lambda: centre.app.music.reads > reads, "read without the file")
        assert f"{file}.wav" in (tmp_path / "controller.log").read_text()
        await until(lambda: not first.media.heard(ACME_HZ) and first.media.overall_db() > QUIET_DB, "other music", 5)
        assert centre.view().calls[0].position == 1
        second = await waiting(centre)
        await hears_music(second)
        assert not second.media.heard(ACME_HZ)

        ended = await command.run(centre.app.settings, "apply", str(tmp_path / "centre.yaml"))
        assert ended.code == 0, ended
        await until(lambda: centre.app.music.reads > reads + 1, "read with the file again")
        third = await waits_with(centre, NUMBER, ACME_HZ)

        await centre.agent(policy=Answer())
        for call in (first, second, third):
            await call.media.wait_heard(AGENT_HZ, scaled(10))
            call.hang_up()
            await centre.wait_for(lambda view: all(one.state is not AgentState.TALKING for one in view.agents))
        await assert_clean(centre, may_log=["music_missing"])
