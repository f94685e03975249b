"""What callers hear in their language, and what they hear when it is lost."""

from pathlib import Path

import pytest

from acd import keep_prompts
from acd.domain.calls import CallState
from acd.prompts.recordings import checksum
from acd.prompts.sources import Recorded, Source, Spoken
from acd.prompts.store import PromptStore
from acd.prompts.voices import shipped_voices
from acd.simulator.sip import OutgoingCall
from tests.fixtures.call_centre import CallCentre, call_centre
from tests.fixtures.centre_configuration import NUMBER, Fields, configuration, tenant
from tests.fixtures.clean import assert_clean
from tests.fixtures.overheard import Overheard, likeness, overhear
from tests.fixtures.patience import scaled, until, until_true

pytestmark = pytest.mark.live

GERMAN = Spoken("Guten Tag, hier ist Müller und Söhne.", "de")
SPANISH = Spoken("Buenos días, gracias por llamar.", "es")
MOMENT = Spoken("Einen Moment, bitte.", "de")
SPANISH_NUMBER = "+15550200"
NOT_IT, IT = 0.6, 0.85
"""Likeness of a sound to another one, and to itself, through the telephone's coding."""


def document() -> Fields:
    """A client for each language."""
    german = tenant("support") | {"language": "de-AT", "greeting": [GERMAN.text], "whisper": []}
    spanish = tenant("support", name="globex", number=SPANISH_NUMBER) | {"language": "es-MX", "greeting": SPANISH.text}
    return configuration(tenants=[german, spanish | {"whisper": []}])


def files(centre: CallCentre, *sources: Source) -> list[Path]:
    """Where the sounds are in the store."""
    store = PromptStore(centre.app.settings.var / "prompts", shipped_voices())
    return [Path(f"{prompt}.wav") for prompt in store.attempt(dict.fromkeys(sources, "test")).prompts.values()]


async def in_line(centre: CallCentre, number: str = NUMBER) -> tuple[OutgoingCall, Overheard]:
    """A caller who has heard what is said before the line."""
    call = centre.call(number)
    heard = overhear(call)
    await call.answered(scaled(10))
    await centre.wait_for(
        lambda view: all(one.state is CallState.WAITING for one in view.calls) and view.calls, what="in line"
    )
    return call, heard


@pytest.mark.parametrize(("number", "own", "other"), [(NUMBER, GERMAN, SPANISH), (SPANISH_NUMBER, SPANISH, GERMAN)])
async def test_each_client_greets_in_its_language(tmp_path: Path, number: str, own: Spoken, other: Spoken) -> None:
    """The phone hears it, and not that of the other client."""
    async with call_centre(tmp_path, document()) as centre:
        call, heard = await in_line(centre, number)
        said, not_said = files(centre, own, other)
        assert likeness(heard.sound, said) > IT > NOT_IT > likeness(heard.sound, not_said)
        call.hang_up()
        await assert_clean(centre)


async def test_a_lost_sound_is_counted_and_another_one_is_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A recording that is gone: a sentence of ours, then the line. A text that is gone is spoken again."""
    monkeypatch.setattr(keep_prompts, "LOOK_EVERY_S", 0.1)
    written = document()
    written["tenants"][0] |= {
        "greeting": {"file": "greeting.wav"}, "flows": {"closed": ["answer", {"play": GERMAN.text}, "hang_up"]}
    }  # fmt: skip
    async with call_centre(tmp_path, written) as centre:
        recording = Recorded("greeting.wav", checksum((tmp_path / "greeting.wav").read_bytes()))
        greeting, text, moment = files(centre, recording, GERMAN, MOMENT)
        greeting.unlink()

        call, heard = await in_line(centre)
        assert likeness(heard.sound, moment) > IT
        await until_true(lambda: shows(centre, 'acd_plays_failed_total{hearer="caller"} 1'), "counted")
        await until_true(lambda: shows(centre, "acd_prompts_missing 1"), "shown")

        text.unlink()
        await until(lambda: bool(centre.log.with_action("sound_made_again")), "spoken again")
        assert text.exists()
        (told,) = centre.log.with_action("sound_made_again")
        assert told["used_by"] == "tenant acme, flow closed"
        (lost,) = centre.log.with_action("sound_missing")
        assert lost["sound"].startswith("tenant acme, greeting: greeting.wav: the recording is not in the store")
        call.hang_up()
        await assert_clean(centre)


async def shows(centre: CallCentre, line: str) -> bool:
    """Tell whether the page of metrics has this line."""
    return line in (await centre.metrics()).replace(".0\n", "\n").splitlines()
