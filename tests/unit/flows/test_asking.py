"""What dialogues have in common."""

from acd.domain.flows import Exit, ExitName, Prompt, StepName
from acd.domain.progress import Phase, Progress
from acd.domain.steps import Listening
from acd.flows.asking import ask, ask_again, language_of
from acd.flows.turn import Go, Hush, Listen, Say, Stay
from tests.unit.flows.facts import Told

AT = Progress(StepName("s"), typed="12")


def test_a_question_forgets_what_was_typed() -> None:
    """Without words it is waited for keys at once."""
    assert ask(AT, Phase.KEY, (Prompt("a"),), Listening(3)).effects == (Say((Prompt("a"),)),)
    assert ask(AT, Phase.KEY, (), Listening(3)) == Stay(Progress(StepName("s"), Phase.KEY), (Hush(), Listen(3)))


def test_a_question_has_so_many_tries() -> None:
    """In the language that a step has set."""
    at = Progress(StepName("s"), values={"language": "fr"})
    assert language_of(at) == "fr" and language_of(AT) is None
    again = ask_again(at, Phase.KEY, (Prompt("a"),), Listening(tries=2), Exit.INVALID, Told(), (Prompt("first"),))
    assert isinstance(again, Stay)
    assert again.effects == (Say((Prompt("first"), Prompt("frtry-again"), Prompt("a"))),)
    last = ask_again(again.progress, Phase.KEY, (), Listening(tries=2), Exit.INVALID, Told())
    assert last == Go(ExitName(Exit.INVALID), again.progress)
