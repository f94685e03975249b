"""Calls that go through graphs of steps, with the real engine around them."""

from dataclasses import replace
from typing import Any

import pytest

from acd.domain.agents import Endpoint
from acd.domain.callbacks import CallbackId, CallbackState
from acd.domain.caller_sentences import CallerSentence
from acd.domain.callers import CallerProfile
from acd.domain.calls import (
    BridgeId,
    CallId,
    CallState,
    HangUpReason,
    LegEndCause,
    LegId,
    MoveReason,
    Outcome,
    OutcomeClass,
    OutcomeReason,
    PlaybackId,
    SegmentKind,
)
from acd.domain.commands import (
    Answer,
    AskWeb,
    CloseBridge,
    Connect,
    HangUp,
    Play,
    Refusal,
    RingOutside,
    SendToSafetyNet,
    StartRecording,
    StartWaiting,
    StopPlayback,
    TakeMessageFrom,
)
from acd.domain.conditions import QueueFigure
from acd.domain.consent import CONSENT, Consent
from acd.domain.events import (
    CommandFailed,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegSeen,
    PbxConnected,
    PoolApplied,
    RecordingRequested,
    StopRequested,
)
from acd.domain.flows import ExitName, Flow, Prompt, StepName, Taken
from acd.domain.hours import HoursId
from acd.domain.memo import CallMemo
from acd.domain.progress import MOST_STEPS, Phase, Progress
from acd.domain.queues import QueueId
from acd.domain.recipes import CallBack, GoOn, RecipeStep
from acd.domain.recordings import RecordingPolicy
from acd.domain.records import CallbackChanged, CallEnded, CallMoved, CallQueued, FlowWalked, Segment
from acd.domain.refusals import NOT_IN_LINE, RECORDING_NOT_ALLOWED
from acd.domain.requests import CallbackAdded, FrontRequested
from acd.domain.steps import (
    CallbackStep,
    CollectStep,
    ConsentMode,
    ConsentStep,
    HangUpStep,
    HoursStep,
    Listening,
    LookUpStep,
    MenuStep,
    QueueStep,
    SetStep,
    TagStep,
    TransferStep,
    VoicemailStep,
    WebhookStep,
)
from acd.domain.stored import CallStored
from acd.domain.voicemail_events import MessageSpaceChanged
from acd.domain.web_asks import AskFailure, WebAnswered, WebFailed, WebTargetId
from acd.engine import live
from acd.engine.engine import Engine
from acd.engine.flow_facts import CallFacts
from tests.playbooks import ACME, matches, number, some
from tests.unit.engine.callback_scenes import RULES, SALES
from tests.unit.engine.flow_scenes import ANSWER, BYE, LINE, MINE, Story, asked, graph, house, said
from tests.unit.engine.scenes import ALICE, CALLER, LEG

OUT = Endpoint("+4989555@trunk-main")
CRM = WebTargetId("acme/crm")
MENU = (
    "menu",
    MenuStep((Prompt("menu"),), frozenset("12"), Listening(5, 2)),
    {"1": "line", "2": "bye", "no_input": "bye"},
)


def up(flow: Flow, *recipe: RecipeStep, **more: Any) -> Story:
    """A caller who was answered, in a flow that begins so."""
    story = Story(house(flow, *recipe, **more))
    story.arrives()
    story.on(LegAnswered(CALLER))
    return story


def outcome(story: Story) -> Outcome:
    """Return how the call ended; nothing of it may be left."""
    assert story.is_over()
    (ended,) = story.kept(CallEnded)
    return ended.outcome  # type: ignore[no-any-return]


# menus and digits


def test_a_key_ends_the_menu_and_leads_into_line() -> None:
    """At once: what is played is stopped before the music."""
    story = up(graph(ANSWER, MENU, LINE, BYE))
    assert asked([some(StopPlayback), some(StartWaiting)], story.press("1"))
    assert story.call.state is CallState.WAITING and story.kept(FlowWalked) == []


def test_nothing_is_pressed() -> None:
    """The time begins behind the menu, which is read twice; then the flow hangs up."""
    story = up(graph(ANSWER, MENU, LINE, BYE))
    assert story.after(60) == []
    story.heard()
    assert asked([some(Play, prompts=(Prompt("try-again"), Prompt("menu")))], story.after(5))
    story.heard()
    assert story.after(4.9) == [] and asked([HangUp(CALLER)], story.after(0.1))
    assert outcome(story) == Outcome(OutcomeClass.EXITED, OutcomeReason.FLOW_ENDED)
    (walk,) = story.kept(FlowWalked)
    assert walk.path == (Taken(StepName("answer"), ExitName("next")), Taken(StepName("menu"), ExitName("no_input")))


def test_ten_thousand_keys_do_no_harm() -> None:
    """Before the answer, in the greeting, in line: nobody waits for them."""
    story = Story(house(graph(ANSWER, ("hello", said("hello")), LINE)))
    story.arrives()
    assert story.press("1#*0A" * 1000) == []
    story.on(LegAnswered(CALLER))
    assert story.press("0123456789" * 500) == []
    story.heard()
    assert story.press("7" * 4000) == [] and story.call.state is CallState.WAITING


def test_who_hangs_up_in_a_menu_has_left_in_the_flow() -> None:
    """And no deadline of theirs is left."""
    story = up(graph(ANSWER, MENU, LINE, BYE))
    story.heard()
    story.on(LegEnded(CALLER))
    assert outcome(story) == Outcome(OutcomeClass.ABANDONED, OutcomeReason.IN_FLOW)


def test_what_was_typed_is_known_and_kept() -> None:
    """In the live view, and in the record of the way."""
    collect = ("digits", CollectStep("account", (Prompt("ask"),), most=3))
    tags = ("tags", TagStep(("vip",)))
    line = ("line", QueueStep(SALES, form="order"))
    story = up(graph(ANSWER, collect, tags, line))
    story.press("471")
    (view,) = live.view(story.engine, story.now).calls
    assert (view.values, view.tags, view.form, view.step) == ({"account": "471"}, ("vip",), "order", "line")
    story.on(LegEnded(CALLER))
    (walk,) = story.kept(FlowWalked)
    assert (walk.values, walk.tags, walk.form, walk.version) == ((("account", "471"),), ("vip",), "order", 0)


# failures


def test_an_answer_that_is_refused_has_an_exit() -> None:
    """Or the safety net, where the flow has none."""
    for exits, command in (
        ({"next": "line", "failed": "bye"}, HangUp(CALLER)),
        ({"next": "line"}, SendToSafetyNet(CALLER)),
    ):
        story = Story(house(graph(("answer", ANSWER[1], exits), LINE, BYE)))
        story.arrives()
        assert asked([command], story.on(CommandFailed(Answer(CALLER), Refusal.REFUSED)))


def test_a_queue_that_is_gone_has_an_exit() -> None:
    """The configuration changed while the caller heard the greeting."""
    line = ("line", QueueStep(SALES), {"failed": "note"})
    pool = house(graph(ANSWER, ("hello", said("hello")), line, ("note", VoicemailStep())))
    story = Story(pool)
    story.arrives()
    story.on(LegAnswered(CALLER))
    story.on(PoolApplied(replace(pool, queues={})))
    assert asked([some(Play, prompts=(Prompt("leave-message"),))], story.heard())
    assert asked([some(TakeMessageFrom)], story.heard())
    assert outcome(story) == Outcome(OutcomeClass.EXITED, OutcomeReason.VOICEMAIL)


def test_without_room_for_messages_the_caller_is_told() -> None:
    """And hung up, as the flow has nothing else for them."""
    story = Story(house(graph(ANSWER, ("note", VoicemailStep()))))
    story.on(MessageSpaceChanged(enough=False))
    story.arrives()
    assert asked([some(Play, prompts=(Prompt("no-message"),))], story.on(LegAnswered(CALLER)))
    assert asked([HangUp(CALLER)], story.heard())


# other systems


def asks(story: Story) -> AskWeb:
    """Return what is asked of another system, first thing after the answer."""
    story.arrives()
    (command,) = [one for one in story.on(LegAnswered(CALLER)) if isinstance(one, AskWeb)]
    return command


@pytest.mark.parametrize(
    ("told", "step"),
    [(None, "line"), (AskFailure.NOT_FOUND, "new"), (AskFailure.TIMEOUT, "bad"), ("refused", "bad"), ("late", "bad")],
)
def test_a_look_up_has_an_end(told: AskFailure | str | None, step: str) -> None:
    """Whatever comes of it, and if nothing does."""
    look_up = ("look", LookUpStep(CRM, (Prompt("moment"),)), {"next": "line", "not_found": "new", "failed": "bad"})
    story = Story(house(graph(ANSWER, look_up, LINE, ("new", said("new")), ("bad", said("bad")))))
    command = asks(story)
    assert (command.lane, command.target_id, command.data["caller"]) == (CALLER, CRM, MINE.number)
    story.on(WebAnswered(CALLER, command.ask_id + "x", {}))  # type: ignore[arg-type]
    assert story.step == "look"
    if isinstance(told, AskFailure):
        story.on(WebFailed(CALLER, command.ask_id, told))
    elif told == "refused":
        story.on(CommandFailed(command, Refusal.REFUSED))
    elif told == "late":
        story.after(31)
    else:
        story.on(WebAnswered(CALLER, command.ask_id, {"tier": "gold"}))
        assert story.call.progress is not None and story.call.progress.values == {"tier": "gold"}
    assert story.step == step
    before = story.step
    story.on(WebAnswered(CALLER, command.ask_id, {"tier": "late"}))
    assert story.step == before


def test_an_answer_for_a_call_that_is_over_is_nobodys() -> None:
    """Nor a refusal."""
    story = Story(house(graph(ANSWER, ("look", LookUpStep(CRM)), LINE)))
    command = asks(story)
    story.on(LegEnded(CALLER))
    assert story.on(WebAnswered(CALLER, command.ask_id, {})) == []
    assert story.on(CommandFailed(command, Refusal.UNKNOWN)) == []


def test_a_webhook_is_not_waited_for() -> None:
    """What comes of it changes nothing."""
    story = Story(house(graph(ANSWER, ("tell", WebhookStep(CRM)), LINE)))
    command = asks(story)
    assert story.call.state is CallState.WAITING
    assert story.on(WebFailed(CALLER, command.ask_id, AskFailure.TIMEOUT)) == []
    assert story.on(CommandFailed(command, Refusal.UNKNOWN)) == []


# numbers outside

TRANSFER = ("out", TransferStep(OUT, 20.0), {"failed": "line"})


def transferring(*steps: Any) -> Story:
    """The number outside is rung, and the caller hears music."""
    story = up(graph(ANSWER, TRANSFER, *(steps or (LINE,))))
    assert story.call.state is CallState.TRANSFERRING and not story.call.holds_place()
    return story


def test_a_number_outside_is_connected() -> None:
    """Music until then; the account says that no line was ever waited in."""
    story = Story(house(graph(ANSWER, TRANSFER, LINE)))
    story.arrives()
    assert asked([some(StartWaiting, music="default"), some(RingOutside, endpoint=OUT)], story.on(LegAnswered(CALLER)))
    assert asked([some(Connect, outside=True)], story.on(LegAnswered(LegId("c1-o1"))))
    story.on(LegConnected(LegId("c1-o1")))
    story.on(LegEnded(LegId("c1-o1")))
    assert outcome(story) == Outcome(OutcomeClass.EXITED, OutcomeReason.OUTSIDE)
    assert [part.kind for part in story.kept(Segment)] == [SegmentKind.FLOW, SegmentKind.OUTSIDE]
    assert story.kept(CallEnded)[0].wait_ms is None


@pytest.mark.parametrize("how", ["busy", "silent", "refused"])
def test_a_number_outside_that_is_not_reached(how: str) -> None:
    """The flow goes on; the music of the transfer ends."""
    story = transferring()
    leg = LegId("c1-o1")
    if how == "busy":
        commands = story.on(LegEnded(leg, LegEndCause.BUSY))
    elif how == "silent":
        commands = story.after(20)
        assert commands.pop(0) == HangUp(leg, HangUpReason.NO_ANSWER)
    else:
        failed = RingOutside(leg, OUT, MINE, 20.0)
        commands = [one for one in story.on(CommandFailed(failed, Refusal.REFUSED)) if not isinstance(one, HangUp)]
    assert asked([some(CloseBridge), some(StartWaiting, music="sales-music")], commands)
    assert story.call.state is CallState.WAITING and len(story.kept(CallQueued)) == 1


def test_who_leaves_while_a_number_is_rung() -> None:
    """The leg to it ends too."""
    story = transferring()
    assert HangUp(LegId("c1-o1"), HangUpReason.NO_ANSWER) in story.on(LegEnded(CALLER))
    assert outcome(story).cls is OutcomeClass.ABANDONED


# out of the line and back

ASK = RecipeStep(after_s=10, key="1", action=CallBack(asks=True))
GO_ON = RecipeStep(after_s=30, action=GoOn(ExitName("waited")))
WAITS = ("line", QueueStep(SALES), {"waited": "menu"})


def test_a_recipe_lets_the_caller_go_on() -> None:
    """The wait goes on in the accounts; another line is a move, with the rank that was given once."""
    story = up(
        graph(ANSWER, WAITS, ("menu", MENU[1], {"1": "help", "2": "bye"}), ("help", QueueStep(QueueId("help"))), BYE),
        GO_ON,
    )
    assert asked([some(CloseBridge), some(Play, prompts=(Prompt("menu"),))], story.after(30))
    assert (story.call.state, story.call.segment, story.step) == (CallState.IN_FLOW, SegmentKind.QUEUE, "menu")
    assert story.call.memo().away and story.engine.calls.waiting_in(SALES) == 0
    (view,) = live.view(story.engine, story.now).calls
    assert view.position is None and view.queue_id == SALES and view.wait_s == 30
    story.engine.handle(FrontRequested(CallId("c1")), story.now)
    story.after(5)
    assert asked([some(StopPlayback), some(StartWaiting, music="help-music")], story.press("1"))
    (moved,) = story.kept(CallMoved)
    assert (moved.reason, moved.queue_id) == (MoveReason.FLOW, "help") and story.call.queued_at == 1000
    story.sign_in()
    story.on(LegAnswered(LEG))
    story.on(LegConnected(LEG))
    story.on(LegEnded(CALLER))
    assert story.kept(CallEnded)[0].wait_ms == 35_000
    assert [part.kind for part in story.kept(Segment)] == [
        SegmentKind.FLOW, SegmentKind.QUEUE, SegmentKind.QUEUE, SegmentKind.RING, SegmentKind.TALK
    ]  # fmt: skip


def test_nobody_is_moved_who_is_in_a_dialogue() -> None:
    """They are not in line at this moment."""
    story = up(graph(ANSWER, WAITS, ("menu", MENU[1], {"1": "bye"}), BYE), GO_ON)
    story.after(30)
    assert story.engine.handle(FrontRequested(CallId("c1")), story.now).refusal == NOT_IN_LINE


def test_a_word_that_the_step_does_not_have() -> None:
    """The caller waits on."""
    story = up(graph(ANSWER, LINE), GO_ON)
    assert story.call.state is CallState.WAITING
    story.after(60)
    assert story.call.state is CallState.WAITING


def test_round_and_round_at_once_ends_in_the_safety_net() -> None:
    """Whatever somebody has written: not in one breath, and not for ever."""
    back = ("line", QueueStep(SALES), {"waited": "help"})
    there = ("help", QueueStep(QueueId("help")), {"waited": "line"})
    at_once = RecipeStep(action=GoOn(ExitName("waited")))
    pool = house(graph(ANSWER, back, there), at_once)
    story = Story(replace(pool, recipes={SALES: pool.recipes[SALES], QueueId("help"): pool.recipes[SALES]}))
    story.arrives()
    story.on(LegAnswered(CALLER))
    assert SendToSafetyNet(CALLER) in story.after(1)
    assert outcome(story).reason is OutcomeReason.SAFETY_NET and len(story.kept(CallMoved)) <= MOST_STEPS


def test_back_to_the_same_line_at_the_same_place() -> None:
    """The recipe goes on where it was: what it has done is not done again."""
    hello = RecipeStep(after_s=60, say=(Prompt("still"),))
    story = up(graph(ANSWER, WAITS, ("menu", MENU[1], {"1": "line"})), GO_ON, hello)
    rank = story.call.rank
    story.after(40)
    story.press("1")
    assert story.call.state is CallState.WAITING and story.call.rank == rank and story.kept(CallMoved) == []
    assert asked([], [one for one in story.after(10) if isinstance(one, Play)])
    assert asked([some(Play, prompts=(Prompt("still"),))], [one for one in story.after(20) if isinstance(one, Play)])


def test_a_line_that_is_gone_when_the_caller_comes_back() -> None:
    """There is no way on but the net."""
    pool = house(graph(ANSWER, WAITS, ("menu", MENU[1], {"1": "line"})), GO_ON)
    story = Story(pool)
    story.arrives()
    story.on(LegAnswered(CALLER))
    story.after(30)
    story.on(PoolApplied(replace(pool, queues={})))
    assert SendToSafetyNet(CALLER) in story.press("1")


def test_the_line_is_gone_of_who_does_not_want_to_be_called_back() -> None:
    """As above."""
    pool = house(graph(ANSWER, LINE), ASK)
    story = Story(pool)
    story.arrives()
    story.on(LegAnswered(CALLER))
    story.after(10)
    story.press("1")
    story.on(PoolApplied(replace(pool, queues={})))
    assert SendToSafetyNet(CALLER) in story.press("*")


# callbacks


def offered() -> Story:
    """Who waits has pressed the key, and is asked."""
    story = up(graph(ANSWER, LINE), ASK)
    story.after(10)
    commands = story.press("1")
    assert asked([some(CloseBridge), some(Play)], commands)
    return story


def test_a_callback_is_agreed_in_line() -> None:
    """At the place that the caller had; they are called when they have hung up, whoever does it first."""
    story = offered()
    rank = story.call.rank
    assert asked([some(StopPlayback), some(Play, prompts=(Prompt("will-call-back"),))], story.press("1"))
    (item,) = story.engine.calls.callbacks.items.values()
    assert (item.number, item.rank, item.retry_at) == (MINE.number, rank, 1030.0)
    assert story.sign_in() == []
    commands = story.heard()
    assert commands[0] == HangUp(CALLER) and item.retry_at is None and item.state is CallbackState.TRYING
    assert story.kept(CallEnded)[0].outcome == Outcome(OutcomeClass.EXITED, OutcomeReason.CALLBACK)


def test_who_hangs_up_in_the_goodbye_is_called_back_too() -> None:
    """That is no abandoned call."""
    story = offered()
    story.press("1")
    story.on(LegEnded(CALLER))
    assert story.kept(CallEnded)[0].outcome == Outcome(OutcomeClass.EXITED, OutcomeReason.CALLBACK)
    assert [one.state for one in story.kept(CallbackChanged)] == [CallbackState.WAITING] * 2


@pytest.mark.parametrize("how", ["star", "nothing", "gone"])
def test_who_does_not_want_it_waits_on(how: str) -> None:
    """At the same place; also who says nothing."""
    story = offered()
    rank = story.call.rank
    if how == "star":
        story.press("*")
    elif how == "nothing":
        for _ in range(3):
            story.heard()
            story.after(5)
    else:
        story.on(PoolApplied(replace(story.engine.calls.pool, callbacks={})))
        story.press("1")
    assert story.call.state is CallState.WAITING and story.call.rank == rank and story.step == "line"


def test_a_callback_is_a_step_too() -> None:
    """A caller who was in no line gets the place of who comes now; the flow goes on behind it."""
    call_back = ("back", CallbackStep(SALES), {"next": "bye", "refused": "line"})
    story = up(graph(ANSWER, call_back, LINE, BYE), rules=replace(RULES, allowed=("030", "+49")))
    story.now = 1007
    story.press("2")
    story.press("0304567#1")
    story.heard()
    (item,) = story.engine.calls.callbacks.items.values()
    assert (item.number, item.rank[0], item.id) == ("0304567", 1007.0, "c1-cb")
    assert outcome(story) == Outcome(OutcomeClass.EXITED, OutcomeReason.CALLBACK)


def test_a_second_callback_of_one_call_has_another_name() -> None:
    """The first was taken back meanwhile."""
    twice = ("back", CallbackStep(SALES), {"next": "again"}), ("again", CallbackStep(SALES), {"next": "bye"})
    story = up(graph(ANSWER, *twice, BYE))
    story.press("1")
    story.engine.calls.callbacks.cancel(next(iter(story.engine.calls.callbacks.items)), story.now)
    story.heard()
    story.press("1")
    assert list(story.engine.calls.callbacks.items) == ["c1-cb2"]
    story.heard()
    assert story.engine.calls.callbacks.open_of(ACME, MINE.number) == "c1-cb2"


def test_a_callback_that_is_over_is_not_told_of_a_hang_up() -> None:
    """Somebody took it back while the goodbye was said."""
    story = offered()
    story.press("1")
    story.engine.calls.callbacks.cancel(next(iter(story.engine.calls.callbacks.items)), story.now)
    story.on(LegEnded(CALLER))
    assert story.kept(CallbackChanged)[-1].state is CallbackState.CANCELLED


# whispers


@pytest.mark.parametrize(
    ("own", "whispers", "heard"),
    [(None, True, ("tenant",)), (("step",), True, ("step",)), ((), True, None), (("step",), False, None)],
)
def test_what_the_agent_hears_first(own: tuple[str, ...] | None, whispers: bool, heard: tuple[str, ...] | None) -> None:
    """What the step says that put the caller in line, else the client's; nothing if the queue says so."""
    line = QueueStep(SALES, whisper=None if own is None else tuple(map(Prompt, own)))
    pool = house(replace(graph(ANSWER, ("line", line)), whisper=(Prompt("tenant"),)))
    pool = replace(pool, queues={SALES: replace(pool.queues[SALES], whispers=whispers)})
    story = Story(pool)
    story.arrives()
    story.on(LegAnswered(CALLER))
    story.sign_in()
    (command,) = story.on(LegAnswered(LEG))
    assert matches(some(Connect) if heard is None else some(Play, prompts=heard), command)


# consent


def test_who_refuses_is_known_by_a_value() -> None:
    """It can be routed by, and stands in the record."""
    consent = ("consent", ConsentStep(ConsentMode.PRESS), {"next": "line", "refused": "line"})
    story = up(graph(ANSWER, consent, LINE))
    story.press("2")
    assert story.call.progress is not None and story.call.progress.values == {CONSENT: Consent.REFUSED}


@pytest.mark.parametrize(("key", "recorded"), [("1", True), ("2", False)])
def test_who_refuses_is_not_recorded(key: str, recorded: bool) -> None:
    """By whatever policy, and whoever asks for it."""
    pool = house(graph(ANSWER, ("consent", ConsentStep(ConsentMode.PRESS)), LINE))
    pool = replace(pool, queues={SALES: replace(pool.queues[SALES], recording=RecordingPolicy.ALWAYS)})
    story = Story(pool)
    story.arrives()
    story.on(LegAnswered(CALLER))
    story.press(key)
    story.sign_in()
    story.on(LegAnswered(LEG))
    commands = story.on(LegConnected(LEG))
    assert any(isinstance(one, StartRecording) for one in commands) is recorded
    wanted = story.engine.handle(RecordingRequested(CallId("c1")), story.now)
    assert wanted.refusal == (None if recorded else RECORDING_NOT_ALLOWED)


# ends


@pytest.mark.parametrize("reason", HangUpReason)
def test_the_flow_says_what_the_phone_is_told(reason: HangUpReason) -> None:
    """Before the answer it is a SIP response."""
    story = Story(house(graph(("bye", HangUpStep(reason)))))
    assert story.arrives() == [HangUp(CALLER, reason)]


def test_the_controller_stops_in_a_dialogue() -> None:
    """The caller is not left alone."""
    story = up(graph(ANSWER, MENU, LINE, BYE))
    assert asked([some(StopPlayback), SendToSafetyNet(CALLER)], story.on(StopRequested()))
    assert story.is_over()


# crashes

MEMO = CallMemo(
    ACME, 950.0, Progress(StepName("menu"), Phase.KEY, tries=1, taken=2, values={"a": "b"}), PlaybackId("c1-p1")
)
SEEN = LegSeen(CALLER, is_caller=True, answered=True, number=number("sales"), caller=MINE, memo=MEMO)


class Heir(Story):
    """A controller that finds calls of another one."""

    def __init__(
        self, flow: Flow, *legs: LegSeen, recipe: tuple[RecipeStep, ...] = (), earlier: tuple[Flow, ...] = ()
    ) -> None:
        self.engine, self.now, self.records = Engine("k2"), 1000.0, []
        self.on(PoolApplied(house(flow, *recipe)))
        self.engine.calls.earlier_flows = {(one.id, one.version): one for one in earlier}
        self.commands = self.on(PbxConnected(legs))


def test_a_menu_is_read_again_with_all_that_was_known() -> None:
    """What was in vain still counts."""
    heir = Heir(graph(ANSWER, MENU, LINE, BYE), SEEN)
    assert asked([StopPlayback(CALLER, PlaybackId("c1-p1")), some(Play, prompts=(Prompt("menu"),))], heir.commands)
    heir.heard()
    assert asked([HangUp(CALLER)], heir.after(5))
    assert heir.kept(FlowWalked)[0].values == (("a", "b"),)


def test_a_call_finishes_on_the_flow_that_it_started_with() -> None:
    """Also over a crash, when another one is in force; if it is known no more, on that."""
    old = replace(graph(ANSWER, ("menu", said("old")), LINE), version=3)
    new = replace(graph(ANSWER, ("menu", said("new")), LINE), version=4)
    leg = replace(SEEN, memo=replace(MEMO, flow_id=old.id, flow_version=3))
    assert asked([some(StopPlayback), some(Play, prompts=(Prompt("old"),))], Heir(new, leg, earlier=(old,)).commands)
    assert asked([some(StopPlayback), some(Play, prompts=(Prompt("new"),))], Heir(new, leg).commands)
    assert asked([some(StopPlayback), some(Play, prompts=(Prompt("old"),))], Heir(old, leg, earlier=(new,)).commands)


def test_who_is_away_from_the_line_keeps_the_place() -> None:
    """The dialogue goes on, and the wait with it."""
    memo = replace(MEMO, queue_id=SALES, queued_at=960.0, order=7, ahead=0.0, away=True)
    memo = replace(memo, progress=replace(memo.progress or Progress(StepName("")), line=StepName("line")))
    flow = graph(ANSWER, LINE, ("menu", MENU[1], {"1": "line"}))
    heir = Heir(flow, replace(SEEN, memo=memo), recipe=(GO_ON,))
    assert asked([some(StopPlayback), some(Play, prompts=(Prompt("menu"),))], heir.commands)
    assert (heir.call.segment, heir.call.state) == (SegmentKind.QUEUE, CallState.IN_FLOW)
    heir.press("1")
    assert heir.call.state is CallState.WAITING and heir.call.rank == (960.0, 7)


def test_a_caller_for_whom_a_number_is_rung() -> None:
    """It rings on; where it is not reached, the flow goes on."""
    flow = graph(ANSWER, TRANSFER, LINE)
    memo = CallMemo(ACME, 950.0, Progress(StepName("out"), Phase.ELSEWHERE, taken=2))
    out = LegSeen(LegId("c1-o1"), is_caller=False, endpoint=OUT, ringing=True, since=990.0)
    caller = replace(SEEN, memo=memo, room_id=BridgeId("c1-hold1"))
    heir = Heir(flow, caller, out)
    assert (heir.call.state, heir.commands) == (CallState.TRANSFERRING, [])
    heir.on(LegEnded(out.leg_id, LegEndCause.BUSY))
    assert heir.call.state is CallState.WAITING
    again = Heir(flow, caller)
    assert asked([some(CloseBridge), some(StartWaiting), some(RingOutside)], again.commands)


def test_a_caller_who_talks_to_a_number_outside() -> None:
    """From the flow, in no line."""
    flow = graph(ANSWER, TRANSFER, LINE)
    memo = CallMemo(ACME, 950.0, Progress(StepName("out"), Phase.ELSEWHERE, taken=2))
    bridge = BridgeId("c1-out1")
    out = LegSeen(LegId("c1-o1"), is_caller=False, endpoint=OUT, answered=True, peer=CALLER, bridge_id=bridge)
    caller = replace(SEEN, memo=memo, bridge_id=bridge)
    heir = Heir(flow, replace(caller, peer=out.leg_id), out)
    assert heir.call.state is CallState.OUTSIDE
    heir.on(LegEnded(CALLER))
    assert outcome(heir) == Outcome(OutcomeClass.EXITED, OutcomeReason.OUTSIDE)
    alone = Heir(flow, caller)
    assert HangUp(CALLER) in alone.commands and outcome(alone).reason is OutcomeReason.OUTSIDE


def test_who_waits_and_of_whose_flow_nothing_is_known() -> None:
    """Is at the step that leads to where they wait."""
    memo = CallMemo(ACME, 950.0, queue_id=SALES, queued_at=960.0, order=7, ahead=0.0)
    heir = Heir(graph(ANSWER, LINE), replace(SEEN, memo=memo, room_id=BridgeId("c1-hold1")), recipe=(ASK,))
    assert heir.step == "line"
    other = Heir(graph(ANSWER, BYE), replace(SEEN, memo=memo, room_id=BridgeId("c1-hold1")))
    assert other.step == "answer"


def test_a_caller_outside_of_whom_the_flow_is_stored() -> None:
    """What follows the flow of who was in no line is the number outside."""
    memo = CallMemo(ACME, 950.0, Progress(StepName("out"), Phase.ELSEWHERE, taken=2))
    bridge, stored = (
        BridgeId("c1-out1"),
        CallStored(CallId("c1"), ACME, 950.0, segments=1, last_kind=SegmentKind.FLOW, last_end=970.0),
    )
    out = LegSeen(LegId("c1-o1"), is_caller=False, endpoint=OUT, answered=True, peer=CALLER, bridge_id=bridge)
    heir = Heir(graph(ANSWER, TRANSFER, LINE))
    heir.on(stored)
    heir.on(PbxConnected((replace(SEEN, memo=memo, bridge_id=bridge, peer=out.leg_id), out)))
    assert (heir.call.segment, heir.call.outside_at) == (SegmentKind.OUTSIDE, 970.0)


def test_facts_about_the_caller() -> None:
    """Who they are to us, as far as anybody knows; what the client says of itself."""
    pool = house(graph(ANSWER, LINE))
    tenant = replace(pool.tenants[ACME], data={"plan": "gold"}, language="xx")
    story = Story(replace(pool, tenants={ACME: tenant}))
    story.arrives()
    story.on(LegAnswered(CALLER))
    facts = CallFacts(story.engine.calls, story.call, story.now)
    names = ("plan", "caller.known", "caller.last_agent", "caller.open_callbacks", "nothing")
    assert [facts.value(name) for name in names] == ["gold", None, None, "0", None]
    story.call.profile = CallerProfile("Weber")
    story.engine.calls.last_agents.talked(ACME, story.call.caller, ALICE)
    story.on(CallbackAdded(CallbackId("cb"), ACME, SALES, MINE.number))
    assert (facts.number, facts.answered) == ("+sales", True)
    assert facts.sentence(CallerSentence.AGREE, None) == () == facts.digits("1", None)
    assert facts.sentence(CallerSentence.AGREE, "en") == ("agree",) and facts.digits("12", "en") == ("1", "2")
    assert [facts.value(name) for name in names[1:3]] == ["Weber", "alice"]
    gone = CallFacts(Story(replace(pool, tenants={})).engine.calls, story.call, story.now)
    assert gone.value("plan") is None and gone.digits("1", None) == ()


def test_hours_are_those_of_the_engine() -> None:
    """Of hours that nobody knows, closed."""
    hours = ("hours", HoursStep(HoursId("acme/practice")), {"open": "line", "closed": "bye"})
    assert up(graph(ANSWER, hours, LINE, BYE)).kept(CallEnded)


def test_facts_of_queues() -> None:
    """Who is signed in, free, waiting; how long it takes. Nothing of a queue that there is not."""
    story = up(graph(ANSWER, LINE))
    facts = CallFacts(story.engine.calls, story.call, story.now)
    figures = [QueueFigure.AGENTS, QueueFigure.IDLE, QueueFigure.WAITING, QueueFigure.WAIT_S]
    assert [facts.queue(SALES, one) for one in figures] == [0.0, 0.0, 1.0, None]
    story.sign_in()
    assert [facts.queue(SALES, one) for one in figures[:3]] == [1.0, 0.0, 1.0]
    assert (facts.queue(SALES, QueueFigure.WAIT_S) or 0) > 0
    story.on(LegEnded(CALLER))
    story.on(LegEnded(LEG))
    assert [facts.queue(SALES, one) for one in (QueueFigure.IDLE, QueueFigure.WAIT_S)] == [1.0, 0.0]
    assert facts.queue(QueueId("none"), QueueFigure.AGENTS) is None


def test_set_values_reach_other_systems() -> None:
    """Beside what is known of the call."""
    flow = graph(ANSWER, ("set", SetStep({"tier": "gold"})), ("tell", WebhookStep(CRM)), LINE)
    data = asks(Story(house(flow))).data
    assert {"tier": "gold", "call": "c1", "number": "+sales", "tenant": "acme"}.items() <= data.items()
