"""Feature codes in the language of the agent: what each phone heard, from the answer to the end."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from acd.domain.agents import AgentState
from acd.domain.feature_codes import Sentence
from acd.simulator.sip import Phone
from tests.fixtures import code_sounds
from tests.fixtures.call_centre import ALICE, BOB, CAROL, CallCentre, call_centre
from tests.fixtures.centre_configuration import configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.code_sounds import GERMAN_HZ, PITCH_HZ
from tests.fixtures.overheard import Sound, are_near, likeness, overhear, spoken_s, tones
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import waiting

pytestmark = pytest.mark.live

ALIKE, UNLIKE = 0.9, 0.6
"""Of speech that came through G.711, and of other speech: 0.999 and 0.2 were measured."""


def document(voices: dict[str, Any], **languages: str) -> dict[str, Any]:
    """Three agents, some of whom have a language."""
    made = configuration(agents=("alice", "bob", "carol"))
    for agent in made["agents"]:
        if agent["id"] in languages:
            agent["language"] = languages[agent["id"]]
    made["feature_codes"] = {"voices": voices}
    return made


async def hears(phone: Phone, code: str) -> Sound:
    """Dial a code; return all that is heard until it is over."""
    call = phone.call(code)
    heard = overhear(call)
    assert await call.ended(scaled(15)) == 200
    return heard.sound


async def test_each_agent_hears_their_own_language_and_no_other(tmp_path: Path) -> None:
    """German sentences and numbers, for an Austrian too; at the same moment English for who has no language."""
    voices = {"en": code_sounds.write(tmp_path), "de": code_sounds.write_german(tmp_path)}
    async with call_centre(tmp_path, document(voices, alice="de", carol="de-AT")) as centre:
        phones = [await centre.agent(agent, sign_in=False) for agent in (ALICE, BOB, CAROL)]
        for number in (0, 1):
            alice, bob, carol = await asyncio.gather(*(hears(phone, "*47") for phone in phones))
            german = [GERMAN_HZ[Sentence.CALLERS_WAITING], GERMAN_HZ[f"number-{number}"]]
            assert are_near(tones(alice), german), tones(alice)
            assert are_near(tones(carol), german), tones(carol)
            assert are_near(tones(bob)[:1], [PITCH_HZ[Sentence.CALLERS_WAITING]]), tones(bob)
            # a number follows the sentence that is no tone of ours: Asterisk's own
            assert spoken_s(bob) > code_sounds.LENGTH_S + 0.2
            assert not any(are_near([pitch], [other]) for pitch in tones(bob) for other in GERMAN_HZ.values())
            if number == 0:
                caller = await waiting(centre)
        caller.hang_up()
        await centre.wait_quiet()
        for sentence, state in ((Sentence.SIGNED_IN, AgentState.AVAILABLE), (Sentence.SIGNED_OUT, AgentState.OFFLINE)):
            alice, bob, carol = await asyncio.gather(*(hears(phone, "*45") for phone in phones))
            assert are_near(tones(alice), [GERMAN_HZ[sentence]]), tones(alice)
            assert are_near(tones(carol), [GERMAN_HZ[sentence]]), tones(carol)
            assert are_near(tones(bob), [PITCH_HZ[sentence]]), tones(bob)
            assert {centre.agent_view(agent).state for agent in (ALICE, BOB, CAROL)} == {state}
        await assert_clean(centre)


async def test_a_language_that_nobody_recorded_is_spoken(tmp_path: Path) -> None:
    """What was rendered at the apply is what the phone hears, word for word, and it is not English."""
    async with call_centre(tmp_path, document({}, alice="fr")) as centre:
        before = sounds(centre)
        alice, bob = [await centre.agent(agent, sign_in=False) for agent in (ALICE, BOB)]
        french, english = await asyncio.gather(hears(alice, "*45"), hears(bob, "*45"))
        _is(centre, french, Sentence.SIGNED_IN, "fr", "en")
        _is(centre, english, Sentence.SIGNED_IN, "en", "fr")
        await asyncio.gather(hears(alice, "*45"), hears(bob, "*45"))
        caller = await waiting(centre)
        told = await hears(alice, "*47")
        _is(centre, told, Sentence.CALLERS_WAITING, "fr", "en")
        assert centre.app.in_force is not None
        one = centre.app.in_force.feature_codes.number("fr", 1)
        assert one is not None and likeness(told, Path(f"{one}.wav")) > ALIKE
        caller.hang_up()
        await centre.wait_quiet()
        assert sounds(centre) == before
        await assert_clean(centre)


def sounds(centre: CallCentre) -> set[str]:
    """What the store holds."""
    return {path.name for path in (centre.app.settings.var / "prompts").iterdir()}


def _is(centre: CallCentre, heard: Sound, sentence: Sentence, language: str, other: str) -> None:
    """Check that a sentence was heard in one language, as long as it is, and not in another."""
    assert centre.app.in_force is not None
    codes = centre.app.in_force.feature_codes
    right, wrong = (Path(f"{codes.prompt(name, sentence)}.wav") for name in (language, other))
    assert 0.5 < spoken_s(heard) < 6.0
    assert likeness(heard, right) > ALIKE
    assert likeness(heard, wrong) < UNLIKE
