"""What is asked of MixMonitor, and what never is."""

from pathlib import Path

import pytest

from acd.ami.errors import AmiRefused, AmiUnsafe
from acd.ami.recorder import Recorder
from acd.domain.calls import LegId
from tests.unit.ami.peer import running
from tests.unit.ami.test_link import linked

FOLDER = Path("/srv/acd/recordings")
LEG = LegId("acd-1.0-a1")


@pytest.mark.parametrize(
    "name",
    [
        "x.wav",
        "x",
        "",
        ".raw",
        "../x.raw",
        "a/../../x.raw",
        "/etc/x.raw",
        ".hidden/x.raw",
        "a,b,touch x.raw",
        "${SHELL(id)}.raw",
        "a b.raw",
        "a\nb.raw",
        "a\0.raw",
        "ä.raw",
        "a|b.raw",
        "x.raw\n",
        "x" * 200 + ".raw",
    ],
)
async def test_a_name_stays_inside_the_folder_and_says_nothing_to_asterisk(name: str) -> None:
    """Refused before anything is sent."""
    async with running() as peer, linked(peer.settings()) as bench:
        await bench.up()
        recorder = Recorder(bench.link, FOLDER)
        with pytest.raises(AmiUnsafe, match="recording"):
            await recorder.start(LEG, name)
        assert peer.heard == []


@pytest.mark.parametrize("folder", ["relative", "/srv/a,b", "/srv/${X}", "/srv/../etc", "/srv/a b"])
async def test_a_folder_that_asterisk_would_misread(folder: str) -> None:
    """Told when the recorder is made."""
    async with running() as peer, linked(peer.settings()) as bench:
        with pytest.raises(AmiUnsafe, match="Folder"):
            Recorder(bench.link, Path(folder))


async def test_start_mute_and_stop() -> None:
    """The leg by its id, both channels, only while in conversation; later actions name the recording."""
    async with running() as peer, linked(peer.settings()) as bench:
        await bench.up()
        recorder = Recorder(bench.link, FOLDER)
        peer.answers["MixMonitor"] = ["Response: Success\r\nMixMonitorID: 0x7f01"]
        recording = await recorder.start(LEG, "2026/11/x.raw")
        await recorder.mute(LEG, recording, True)
        await recorder.mute(LEG, recording, False)
        await recorder.stop(LEG, recording)
        sent = [{key: value for key, value in each.items() if key != "ActionID"} for each in peer.heard]
        leg = {"Channel": LEG, "MixMonitorID": "0x7f01"}
        assert sent == [
            {
                "Action": "MixMonitor",
                "Channel": LEG,
                "File": "/srv/acd/recordings/2026/11/x.raw",
                "Options": "abDi(ACD_RECORDING)",
            },
            {"Action": "MixMonitorMute", **leg, "Direction": "both", "State": "1"},
            {"Action": "MixMonitorMute", **leg, "Direction": "both", "State": "0"},
            {"Action": "StopMixMonitor", **leg},
        ]


async def test_a_leg_that_is_gone_or_is_none() -> None:
    """Asterisk's no, and ours."""
    async with running() as peer, linked(peer.settings()) as bench:
        await bench.up()
        recorder = Recorder(bench.link, FOLDER)
        peer.answers["MixMonitor"] = ["Response: Error\r\nMessage: No such channel"]
        with pytest.raises(AmiRefused, match="No such channel"):
            await recorder.start(LEG, "x.raw")
        with pytest.raises(AmiUnsafe, match="no leg"):
            await recorder.stop(LegId("PJSIP/a\r\nAction: x"), "0x1")


async def test_what_a_leg_is_recorded_into() -> None:
    """By the id that Asterisk left in a variable; it knows nothing of a recording that has ended."""
    async with running() as peer, linked(peer.settings()) as bench:
        await bench.up()
        recorder = Recorder(bench.link, FOLDER)
        value = "Response: Success\r\nVariable: x\r\nValue: "
        peer.answers["Getvar ACD_RECORDING"] = [f"{value}0x7f01"]
        peer.answers["Getvar"] = [f"{value}/srv/acd/recordings/x.raw"]
        assert await recorder.recorded(LEG) == "x.raw"
        asked = [each["Variable"] for each in peer.heard]
        assert asked == ["ACD_RECORDING", "MIXMONITOR(0x7f01,filename)"]
        peer.answers["Getvar"] = [value]
        assert await recorder.recorded(LEG) is None
        for never in ("(null)", "", "0x1,x)"):
            peer.answers["Getvar ACD_RECORDING"] = [value + never]
            assert await recorder.recorded(LEG) is None


async def test_a_word_is_kept_beside_a_leg() -> None:
    """And read again; nothing that Asterisk would evaluate."""
    async with running() as peer, linked(peer.settings()) as bench:
        await bench.up()
        recorder = Recorder(bench.link, FOLDER)
        peer.answers["Setvar"] = ["Response: Success"]
        await recorder.note(LEG, "x-r1 1 1763719200000")
        (sent,) = peer.heard
        assert (sent["Channel"], sent["Variable"], sent["Value"]) == (LEG, "ACD_RECORDING_NOTE", "x-r1 1 1763719200000")
        peer.answers["Getvar"] = ["Response: Success\r\nValue: x-r1 1 1763719200000"]
        assert await recorder.noted(LEG) == "x-r1 1 1763719200000"
        with pytest.raises(AmiUnsafe, match="noted"):
            await recorder.note(LEG, "${SHELL(id)}")
