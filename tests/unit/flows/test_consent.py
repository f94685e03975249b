"""Whether the conversation may be recorded."""

import pytest

from acd.domain.consent import CONSENT, Consent
from acd.domain.flows import Prompt
from acd.domain.steps import ConsentMode, ConsentStep, Listening
from acd.flows.turn import CallerUp, Listen, Say
from tests.unit.flows.facts import Told
from tests.unit.flows.walker import ENDED, LATE, Walker

OWN = (Prompt("own"),)


def consent(mode: ConsentMode, *prompts: Prompt) -> ConsentStep:
    """A step that asks twice."""
    return ConsentStep(mode, prompts, Listening(4.0, 2))


@pytest.mark.parametrize(
    ("mode", "said", "how"),
    [
        (ConsentMode.ANNOUNCE, "recorded", Consent.ANNOUNCED),
        (ConsentMode.BEEP, "beep", Consent.BEEPED),
    ],
)
def test_who_is_told_may_be_recorded(mode: ConsentMode, said: str, how: Consent) -> None:
    """When it was said; in our words, or the client's."""
    walker = Walker(consent(mode))
    assert walker.effects == [Say((Prompt(said),))] and walker.hears("2", LATE).gone == ""
    assert walker.hears(ENDED).gone == "next" and walker.at.values == {CONSENT: how}
    assert Walker(consent(mode, *OWN)).effects == [Say(OWN)]


def test_without_a_voice_nothing_can_be_announced() -> None:
    """A recording of one's own is the mend; the law of most places asks for no more than one party's consent."""
    assert Walker(consent(ConsentMode.ANNOUNCE), Told(voice=False)).at.values == {CONSENT: Consent.ANNOUNCED}


def test_off_is_not_recorded() -> None:
    """The caller hears nothing of it, and goes straight on."""
    walker = Walker(consent(ConsentMode.OFF))
    assert (walker.gone, walker.at.values) == ("next", {CONSENT: Consent.REFUSED})


def test_who_is_asked_agrees_with_a_key() -> None:
    """Or does not, and has an exit for it."""
    asked = (Prompt("recorded"), Prompt("agree"))
    walker = Walker(consent(ConsentMode.PRESS))
    assert walker.effects == [Say(asked)] and walker.hears(ENDED).effects == [Listen(4.0)]
    assert walker.hears("1").gone == "next" and walker.at.values == {CONSENT: Consent.PRESSED}
    refuses = Walker(consent(ConsentMode.PRESS)).hears("2")
    assert (refuses.gone, refuses.at.values) == ("refused", {CONSENT: Consent.REFUSED})
    assert Walker(consent(ConsentMode.PRESS), exits=["next"]).hears("2").gone == "next"


@pytest.mark.parametrize("told", ["7", LATE])
def test_no_answer_is_no_consent(told: object) -> None:
    """Asked once more, and then not recorded."""
    walker = Walker(consent(ConsentMode.PRESS, *OWN)).hears(told)  # type: ignore[arg-type]
    assert walker.effects == [Say((Prompt("try-again"), *OWN))]
    walker.hears(told, CallerUp())  # type: ignore[arg-type]
    assert (walker.gone, walker.at.values) == ("refused", {CONSENT: Consent.REFUSED})
