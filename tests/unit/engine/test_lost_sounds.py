"""A sound that is lost: it is counted, and who would hear nothing in a flow hears another one."""

from dataclasses import replace
from typing import Any

from acd.domain.caller_sentences import CallerSentence
from acd.domain.calls import HangUpReason, LegId, PlaybackId
from acd.domain.commands import Answer, Connect, HangUp, Play, Remember, StopPlayback
from acd.domain.events import DigitPressed, LegAnswered, PlaybackEnded
from acd.domain.flows import FAILED, NEXT, ExitName, Flow, FlowId, Node, Prompt, StepName
from acd.domain.pool import Pool
from acd.domain.queues import QueueId
from acd.domain.recipes import Recipe, Recipes, RecipeStep
from acd.domain.records import Hearer, PlayFailed
from acd.domain.steps import AnswerStep, HangUpStep, MenuStep, PlayStep, SetStep
from acd.engine.lost_sounds import BEEP
from tests.playbooks import Playbook, agent, arrives, office, opened, some
from tests.unit.engine.scenes import CALLER, LEG, waiting, whispered

KEPT = some(Remember)
HELLO, MOMENT, MOMENT_DE, SORRY = Prompt("hello"), Prompt("moment"), Prompt("moment-de"), Prompt("sorry")


def house(**nodes: Node) -> Pool:
    """An office whose callers are answered, and go through these steps."""
    (flow_id,) = (pool := office(agent("alice"))).flows
    steps = {StepName(name): node for name, node in nodes.items()}
    steps[StepName("answer")] = Node(AnswerStep(), {NEXT: next(iter(steps))})
    sentences = {"en": {CallerSentence.ONE_MOMENT: MOMENT}, "de": {CallerSentence.ONE_MOMENT: MOMENT_DE}}
    flow = Flow(FlowId(flow_id), StepName("answer"), steps)
    return replace(pool, flows={flow_id: flow}, caller_sentences=sentences)


def plays(number: int, prompt: Prompt) -> Any:
    """The caller is played this."""
    return some(Play, lane=CALLER, playback_id=playback(number), prompts=(prompt,))


def playback(number: int) -> PlaybackId:
    """The n-th of the call."""
    return PlaybackId(f"c1-p{number}")


def over(number: int, *, failed: bool = False) -> PlaybackEnded:
    """It is over."""
    return PlaybackEnded(CALLER, playback(number), failed)


def answered(pool: Pool) -> Playbook:
    """The caller is there."""
    return opened(pool).on(arrives()).asks(Answer(CALLER)).on(LegAnswered(CALLER))


GREETS = Node(PlayStep((HELLO,)), {NEXT: StepName("end"), FAILED: StepName("sorry")})
END = Node(HangUpStep())
APOLOGY = Node(PlayStep((SORRY,)), {NEXT: StepName("end")})


def lost(greets: Node = GREETS) -> Playbook:
    """The greeting cannot be played."""
    return answered(house(hello=greets, end=END, sorry=APOLOGY)).asks(plays(1, HELLO)).on(over(1, failed=True))


def test_a_sentence_of_ours_is_heard_and_the_step_has_failed() -> None:
    """The flow may have an exit for that."""
    book = lost().asks(plays(2, MOMENT)).on(over(2)).asks(plays(3, SORRY))
    book.keeps(PlayFailed(Hearer.CALLER)).run()


def test_a_flow_without_such_an_exit_goes_on() -> None:
    """As if the sound had been heard."""
    lost(Node(GREETS.step, {NEXT: StepName("end")})).asks(plays(2, MOMENT)).on(over(2)).asks(HangUp(CALLER)).run()


def test_where_all_our_sounds_are_lost_there_is_a_tone() -> None:
    """And if not even that can be played, the flow goes on all the same."""
    book = lost().asks(plays(2, MOMENT)).on(over(2, failed=True)).asks(plays(3, BEEP))
    book.on(over(3)).asks(plays(4, SORRY)).run()
    book = lost().asks(plays(2, MOMENT)).on(over(2, failed=True)).asks(plays(3, BEEP))
    book.on(over(3, failed=True)).asks(plays(4, SORRY))
    book.keeps(*[PlayFailed(Hearer.CALLER)] * 3).run()


def test_who_hears_recordings_alone_hears_a_tone() -> None:
    """There is no sentence in that language; nor of a client that nobody knows any more."""
    silent = replace(house(hello=GREETS, end=END, sorry=APOLOGY), caller_sentences={})
    for pool in (silent, replace(house(hello=GREETS, end=END, sorry=APOLOGY), tenants={})):
        answered(pool).asks(plays(1, HELLO)).on(over(1, failed=True)).asks(plays(2, BEEP)).run()


def test_it_is_said_in_the_language_that_the_flow_has_set() -> None:
    """With its country, too."""
    sets = Node(SetStep({"language": "de-AT"}), {NEXT: StepName("hello")})
    book = answered(house(set=sets, hello=GREETS, end=END, sorry=APOLOGY)).asks(plays(1, HELLO))
    book.on(over(1, failed=True)).asks(plays(2, MOMENT_DE)).run()


MENU = Node(MenuStep((HELLO,), frozenset("1")), {ExitName("1"): StepName("sorry"), FAILED: StepName("end")})


def test_a_menu_that_was_not_heard_still_listens() -> None:
    """A caller who knows it presses the key, also while the other sound is played."""

    def menu() -> Playbook:
        book = answered(house(menu=MENU, end=END, sorry=APOLOGY)).asks(plays(1, HELLO))
        return book.on(over(1, failed=True)).asks(plays(2, MOMENT))

    early = menu().on(DigitPressed(CALLER, "1")).asks(StopPlayback(CALLER, playback(2)), plays(3, SORRY))
    # what comes after it is a sound like any other
    early.on(over(2)).asks().on(over(3)).asks(HangUp(CALLER, HangUpReason.NORMAL)).run()
    menu().on(over(2)).asks().on(DigitPressed(CALLER, "1")).asks(plays(3, SORRY)).run()


def test_who_waits_has_music() -> None:
    """Nothing is said instead; it is counted."""
    pool = office(agent("alice"))
    recipe = Recipes(Recipe((RecipeStep(after_s=5, say=(HELLO,)), RecipeStep(after_s=9, say=(SORRY,)))))
    book = waiting(opened(replace(pool, recipes={QueueId("sales"): recipe}), ()))
    book.after(5).asks(KEPT, plays(1, HELLO)).on(over(1, failed=True)).asks().after(4).asks(KEPT, plays(2, SORRY))
    book.keeps(PlayFailed(Hearer.WAITING)).run()


def test_a_whisper_that_is_lost_keeps_nobody_waiting() -> None:
    """The two are connected."""
    book = whispered(opened(office(agent("alice"), whisper="acme")))
    book.on(PlaybackEnded(LEG, PlaybackId("c1-a1-p1"), failed=True)).asks(some(Connect, agent_leg_id=LEG))
    book.keeps(PlayFailed(Hearer.AGENT)).run()


def test_a_sound_that_a_hang_up_cut_off_was_not_lost() -> None:
    """It is told as failed; the leg is gone before, and nobody's."""
    opened(office(agent("alice"))).on(PlaybackEnded(LegId("gone"), playback(1), failed=True)).asks().keeps().run()
