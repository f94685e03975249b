"""Stories in which nothing goes wrong by chance: each shows a part of what a call can go through."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from acd.domain.agents import AgentId, AssistanceEnd, Endpoint
from acd.domain.callbacks import CallbackOrder, CallbackRules
from acd.domain.calls import CallId, LegId
from acd.domain.events import (
    AssistanceEndRequested,
    AssistanceRequested,
    CallBroken,
    DigitPressed,
    Event,
    PauseRequested,
    RecordingPauseRequested,
    RecordingRequest,
    RecordingRequested,
    RecordingResumeRequested,
    RecordingSpaceChanged,
    ResumeRequested,
    SignInRequested,
    SignOutRequested,
    WrapupEndRequested,
    WrapupExtensionRequested,
)
from acd.domain.flows import ExitName, Flow, FlowId, Node, Prompt, StepName
from acd.domain.pool import Pool, SupervisorRules
from acd.domain.queues import QueueId
from acd.domain.recipes import GiveOutside, Recipe, Recipes, RecipeStep, TakeMessage, TurnAway
from acd.domain.recordings import RecordingPolicy
from acd.domain.requests import CallbackRequested, FrontRequested, MoveRequested, PriorityRequested
from acd.domain.steps import (
    AnswerStep,
    CollectStep,
    HangUpStep,
    LookUpStep,
    MenuStep,
    QueueStep,
    Step,
    WebhookStep,
    in_a_row,
)
from acd.domain.tenants import Entry
from acd.domain.web_asks import WebTarget, WebTargetId
from tests.playbooks import ACME, GREETING, agent, needs, number, office, queue
from tests.storm.story import Item, Story

ANN, BEN, CEM = AgentId("ann"), AgentId("ben"), AgentId("cem")
_QUEUES = (
    queue("sales", ring_timeout_s=15, wrapup_s=4),
    queue("help", needs(en=1), ring_timeout_s=10, recording=RecordingPolicy.ALWAYS),
    queue("vip", ring_timeout_s=10, head_start_s=30, recording=RecordingPolicy.ON_DEMAND),
)


def house(*names: str, greeting: bool = True, whisper: bool = True) -> Pool:
    """Return a house with three queues and these agents; ann is a supervisor."""
    people = [replace(agent(name, en=5), supervisor=name == "ann") for name in names]
    menu = in_a_row(FlowId("menu"), (*GREETING, HangUpStep()))
    entry = Entry(number("menu"), ACME, menu.id)
    pool = office(*people, queues=_QUEUES, before=GREETING if greeting else (), whisper="acme" if whisper else "")
    return replace(
        pool,
        entries={**pool.entries, entry.number: entry},
        flows={**pool.flows, menu.id: menu},
        supervisor_rules=SupervisorRules(ring_s=10, wanted={ANN: Prompt("wanted")}),
    )


_CUSTOMERS = ((1.0, "+sales", "+49301001"), (1.5, "+help", "+49301002"))

Happening = tuple[float, str, tuple[Any, ...]]
"""When, what, and what was decided."""


def call(at: float, queue_name: str = "sales") -> Happening:
    """Somebody calls."""
    return at, "arrive", ("yes", f"+{queue_name}", "+49171")


def leaves(at: float, leg_id: str) -> Happening:
    """A caller hangs up."""
    return at, "caller_leaves", (leg_id,)


def asks(at: float, event: Event) -> Happening:
    """Somebody asks for something."""
    return at, "told", (event,)


def story(pool: Pool, *happenings: Happening, talk: str = "long", **twists: str) -> Story:
    """Return a story; the first thing that happens is number 1, so its caller is c1.

    Twists are named like `phone_c1_a1`, the one of that phone. `talk` is that of all conversations.
    """
    return Story(
        seed=1,
        names=tuple(pool.agents),
        pool=pool,
        items=tuple(Item(at, name, number, words) for number, (at, name, words) in enumerate(happenings, start=1)),
        odds={"talk": {talk: 1.0}},
        twists={name.replace("_", " ", 1).replace("_", "-"): twist for name, twist in twists.items()},
    )


def _flow() -> Story:
    return story(house("ann"), call(1, "menu"), call(2, "nobody"), call(3), leaves(4.5, "c3"), call(5, "menu"))


def _dialogue() -> Story:
    """Callers who choose by a key, type digits or do neither, while another system is asked and told."""
    crm = WebTarget(WebTargetId("acme/crm"), "https://crm.example/")
    steps: Mapping[str, tuple[Step, Mapping[str, str]]] = {
        "answer": (AnswerStep(), {"next": "told"}),
        "told": (WebhookStep(crm.id), {"next": "known"}),
        "known": (LookUpStep(crm.id, (Prompt("one moment"),)), {"next": "menu", "failed": "menu"}),
        "menu": (
            MenuStep((Prompt("press 1 or 2"),), frozenset("12")),
            {"1": "line", "2": "digits", "no_input": "line"},
        ),
        "digits": (CollectStep("account", (Prompt("your number"),)), {"next": "line", "no_input": "end"}),
        "line": (QueueStep(QueueId("sales")), {}),
        "end": (HangUpStep(), {}),
    }
    nodes = {
        StepName(name): Node(step, {ExitName(key): StepName(to) for key, to in exits.items()})
        for name, (step, exits) in steps.items()
    }
    pool = house("ann")
    flow = Flow(pool.entries[number("sales")].flow_id, StepName("answer"), nodes)
    pool = replace(pool, flows={**pool.flows, flow.id: flow}, web_targets={crm.id: crm})
    keys = [
        (9.0, "c1", "1"),
        (9.2, "c2", "2"),
        (13.0, "c2", "4"),
        (14.0, "c2", "7"),
        (14.5, "c2", "#"),
        (20.0, "c3", "5"),
    ]
    return story(
        pool, call(1), call(1.2), call(1.4), *(asks(at, DigitPressed(LegId(leg), key)) for at, leg, key in keys)
    )


def _waiting() -> Story:
    away, back = asks(0.5, SignOutRequested(ANN)), asks(30, SignInRequested(ANN))
    return story(house("ann"), call(1), call(2, "help"), call(2.5, "vip"), away, back, leaves(20, "c1"))


def _places() -> Story:
    message = Recipes(
        Recipe((RecipeStep(after_s=4, say=(Prompt("hold on"),)), RecipeStep(after_s=25, action=TakeMessage())))
    )
    pool = replace(house("ann"), recipes={QueueId("vip"): message})
    return story(
        pool,
        call(1),
        call(1.5, "help"),
        call(2, "vip"),
        call(2.5, "vip"),
        asks(0.5, SignOutRequested(ANN)),
        asks(9, PriorityRequested(CallId("c2"), 50.0)),
        asks(11, FrontRequested(CallId("c1"))),
        asks(13, MoveRequested(CallId("c4"), QueueId("sales"))),
        asks(40, SignInRequested(ANN)),
    )


def _outside() -> Story:
    number = GiveOutside(Endpoint("+4930777@trunk-main"), 8)
    steps = RecipeStep(after_s=4, action=number), RecipeStep(after_s=20, action=TurnAway())
    pool = replace(house("ann"), recipes={QueueId("vip"): Recipes(Recipe(steps))})
    return story(pool, call(1, "vip"), call(2, "vip"), leaves(9, "c2"), call(3))


def _offers() -> Story:
    tries = {"phone_c1_a1": "declines", "phone_c1_a2": "rings on", "phone_c1_a3": "vanishes"}
    return story(
        house("ann", "ben", "cem"), call(1), call(40), **tries, phone_c2_a1="unreachable", phone_c2_a2="silent"
    )


def _talk() -> Story:
    pool = house("ann", greeting=False, whisper=False)
    return story(pool, call(1), call(3), asks(15, WrapupEndRequested(ANN)), call(16), talk="over at once")


def _hold() -> Story:
    return story(house("ann"), call(1), call(2, "help"), talk="holds")


def _recording() -> Story:
    c1 = CallId("c1")
    wishes: list[RecordingRequest] = [
        RecordingRequested(c1),
        RecordingPauseRequested(c1),
        RecordingResumeRequested(c1),
        RecordingPauseRequested(c1),
    ]
    told = [asks(22 + 4 * at, wish) for at, wish in enumerate(wishes)]
    told += [asks(40, RecordingSpaceChanged(enough=False)), asks(41, RecordingSpaceChanged(enough=True))]
    return story(house("ann", "ben"), call(1, "vip"), call(1.5, "help"), *told)


def _supervisor() -> Story:
    return story(
        house("ann", "ben"),
        asks(0.2, PauseRequested(ANN, "lunch")),
        asks(0.5, AssistanceRequested(BEN)),
        call(9),
        asks(30, AssistanceRequested(BEN)),
        asks(58, AssistanceRequested(BEN)),
        asks(59, AssistanceEndRequested(BEN, AssistanceEnd.TAKEN_BACK)),
    )


def _several() -> Story:
    return story(
        house("ann", "ben", "cem"),
        *(call(1 + number / 5, name) for number, name in enumerate(["sales", "help", "vip", "sales", "vip"])),
        asks(15, PauseRequested(ANN, "lunch")),
        asks(16, SignOutRequested(BEN)),
        asks(70, ResumeRequested(ANN)),
        asks(75, WrapupExtensionRequested(CEM, 5.0)),
    )


def _callers_leave() -> Story:
    away = [leaves(at, f"c{number}") for number, at in enumerate([1.5, 5, 6, 8, 10, 12], start=1)]
    return story(house("ann", "ben"), *(call(1 + number / 10) for number in range(6)), *away)


def _link() -> Story:
    breaks, back = (10.0, "link_breaks", ()), (14.0, "link_comes_back", ("no",))
    anew = (40.0, "link_breaks", ()), (43.0, "link_comes_back", ("yes",))
    return story(house("ann", "ben"), call(1), call(3, "help"), call(7), breaks, back, *anew, call(50))


def _configuration() -> Story:
    smaller = house("ben", "cem", whisper=False)
    smaller = replace(smaller, queues={name: line for name, line in smaller.queues.items() if name != "vip"})
    changes = [(at, "pool_changes", (pool,)) for at, pool in ((6.0, smaller), (30.0, house("ann", "ben")))]
    return story(house("ann", "ben"), call(1), call(2, "vip"), call(4, "help"), call(5, "vip"), *changes, call(31))


def _refused() -> Story:
    failing = {
        "c1#2 Play": "refused",
        "c1#3 StartWaiting": "unanswered",
        "c1-a1#1 RingAgent": "lost",
        "c1#4 Connect": "refused",
        "c2#1 Answer": "unanswered",
        "c2#2 Play": "lost",
        "c2#4 StartRecording": "refused",
    }
    told = story(house("ann", "ben"), call(1), call(2, "help"), call(2, "help"))
    return replace(told, twists={f"command {name}": twist for name, twist in failing.items()})


def _errors() -> Story:
    broken = [asks(at, CallBroken(LegId(leg))) for at, leg in [(2, "c1"), (8, "c2"), (30, "c3-a1"), (31, "c4")]]
    return story(house("ann", "ben"), call(1), call(1.1), call(1.2), call(1.3), *broken)


def _called_back() -> Story:
    pool = house("ann", "ben")
    rules = CallbackRules(Endpoint("trunk-main"), retry_after_s=12, gap_s=1, deadline_s=90)
    by_queue = {QueueId("sales"): rules, QueueId("help"): replace(rules, order=CallbackOrder.CALLER_FIRST)}
    waiting = [(at, "arrive", ("yes", line, caller)) for at, line, caller in _CUSTOMERS]
    return story(
        replace(pool, callbacks=by_queue),
        asks(0.5, SignOutRequested(ANN)),
        asks(0.6, SignOutRequested(BEN)),
        *waiting,
        asks(8, CallbackRequested(CallId("c3"))),
        asks(9, CallbackRequested(CallId("c4"))),
        asks(12, SignInRequested(ANN)),
        asks(14, SignInRequested(BEN)),
        phone_c4_cb_t1="busy",
    )


def _end() -> Story:
    drain, stop = (24.0, "drain", ("yes",)), (34.0, "drain", ("no",))
    return story(house("ann", "ben"), call(1), call(2, "help"), call(20), call(22), drain, call(25), stop)


SCENARIOS: Mapping[str, Callable[[], Story]] = {
    "a flow": _flow,
    "a flow that asks": _dialogue,
    "waiting": _waiting,
    "places in line, a message": _places,
    "an outside number": _outside,
    "offers that come to nothing": _offers,
    "no greeting, short talks, wrap-up": _talk,
    "hold": _hold,
    "recording": _recording,
    "supervisor": _supervisor,
    "several calls at once": _several,
    "callers leave": _callers_leave,
    "the link breaks, the PBX restarts": _link,
    "configuration changes": _configuration,
    "commands are refused": _refused,
    "errors of our own": _errors,
    "customers are called back": _called_back,
    "drain and stop": _end,
}
