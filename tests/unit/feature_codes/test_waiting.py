"""How many wait."""

from dataclasses import replace

from acd.domain.feature_codes import Sentence
from acd.domain.flows import Prompt
from tests.playbooks import arrives
from tests.unit.engine.scenes import ALICE
from tests.unit.feature_codes.stage import DESK, SETTINGS, Stage, says, speaks

HEARD = says(Sentence.CALLERS_WAITING)


def number(count: int, answer: str = "200 result=0") -> tuple[str, str]:
    """A number is said."""
    return f'SAY NUMBER "{count}" ""', answer


async def test_in_all_queues_and_in_one() -> None:
    """The agent's own; whoever is not signed in hears it at their own phone."""
    stage = Stage()
    stage.tell(arrives("c1"), arrives("c2", "vip"), arrives("c3", "vip"))
    await stage.dial("*47", HEARD, number(3))
    await stage.dial("*47*5", HEARD, number(2))
    await stage.dial("*47*sales", HEARD, number(1))
    await stage.dial("*47*nowhere", says(Sentence.NO_SUCH_QUEUE))
    bob = says(Sentence.CALLERS_WAITING)
    await stage.dial("*47", bob, number(1), phone="agent-bob", language="de")
    await stage.dial("*47*6", says(Sentence.NO_SUCH_QUEUE))
    await stage.dial("*47", says(Sentence.NOT_SIGNED_IN), phone=DESK)
    assert [outcome for _, outcome in stage.counted] == ["done"] * 3 + ["refused", "done", "refused", "refused"]


async def test_a_language_whose_numbers_are_sounds() -> None:
    """They are played; one that is missing, or that Asterisk cannot find, is said by Asterisk."""
    stage = Stage(settings=replace(SETTINGS, numbers={"de": {0: Prompt("de/0")}}))
    sound = 'STREAM FILE "de/0" ""'
    await stage.dial("*47", HEARD, (sound, "200 result=0 endpos=8"), phone="agent-bob", language="de")
    await stage.dial("*47", HEARD, (sound, "200 result=-1"), number(0), phone="agent-bob", language="de")
    stage.tell(arrives("c1"))
    await stage.dial("*47", HEARD, number(1), phone="agent-bob", language="de")


async def test_a_language_without_digits() -> None:
    """The number is said in English."""
    stage = Stage().signed_in(ALICE)
    await stage.dial("*47", HEARD, number(0, "200 result=-1"), speaks("en"), number(0))
