"""What flows may know: sentences and digits in the caller's language."""

from dataclasses import replace

import pytest

from acd.domain.caller_sentences import CallerSentence
from acd.domain.calls import CallId
from acd.domain.flows import Prompt
from acd.domain.pool import Pool
from acd.domain.spoken_digits import DigitSounds
from acd.engine.flow_facts import CallFacts
from tests.playbooks import ACME, agent, office, opened
from tests.unit.engine.scenes import waiting

AGAIN = CallerSentence.TRY_AGAIN


def facts(pool: Pool) -> CallFacts:
    """Of a call that waits."""
    book = waiting(opened(pool, ())).run()
    desk = book.engine.calls
    return CallFacts(desk, desk.calls[CallId("c1")], book.now)


def house(language: str = "en") -> Pool:
    """A client of this language; there are voices for English and French."""
    pool = office(agent("alice"))
    sounds = {name: {AGAIN: Prompt(f"again-{name}")} for name in ("en", "fr")}
    digits = {name: DigitSounds({"1": Prompt(f"1-{name}")}) for name in ("en", "fr")}
    tenants = {ACME: replace(pool.tenants[ACME], language=language)}
    return replace(pool, tenants=tenants, caller_sentences=sounds, digits=digits)


@pytest.mark.parametrize(
    ("own", "by_step", "spoken"),
    [("en", None, "en"), ("fr", None, "fr"), ("en", "fr-CA", "fr"), ("fr", "pl", "fr"), ("en", "", "en")],
)
def test_sentences_and_digits_are_in_the_nearest_language(own: str, by_step: str | None, spoken: str) -> None:
    """That of a step, with a country or without; else the client's."""
    known = facts(house(own))
    assert known.sentence(AGAIN, by_step) == (f"again-{spoken}",)
    assert known.digits("1", by_step) == (f"1-{spoken}",)


def test_where_there_is_no_voice_nothing_is_said() -> None:
    """Nor is a sentence that was not made; a client that is not known any more has no language."""
    silent = facts(house("pl"))
    assert silent.sentence(AGAIN, None) == silent.digits("1", "it") == ()
    assert facts(house()).sentence(CallerSentence.AGREE, None) == ()
    assert facts(replace(house(), tenants={})).sentence(AGAIN, None) == ()
