"""Flows: as they are written -> graphs of steps."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from acd.configuration import branches, schema
from acd.configuration.demands import Demand as WrittenDemand
from acd.configuration.demands import Line
from acd.configuration.flow_names import beginning, follower, link, step_names
from acd.configuration.sounds import Prompt as WrittenPrompt
from acd.configuration.steps import Asks
from acd.configuration.steps import Step as WrittenStep
from acd.domain import steps as s
from acd.domain.callers import caller_key
from acd.domain.calls import HangUpReason
from acd.domain.conditions import (
    CallerIs,
    Comparison,
    Condition,
    NumberIs,
    QueueFigure,
    QueueIs,
    Test,
    TimeIs,
    ValueIs,
)
from acd.domain.demands import Demand
from acd.domain.flows import NEXT, Exit, ExitName, Flow, FlowId, Node, Prompt, StepName
from acd.domain.hours import HoursId, Opening
from acd.domain.queues import QueueId
from acd.domain.tenants import Number
from acd.domain.web_asks import WebTargetId

SoundsOf = Callable[[Iterable[WrittenPrompt]], tuple[Prompt, ...]]
DemandOf = Callable[[WrittenDemand], Demand]

_REASON: Final = {
    True: HangUpReason.NORMAL,
    "busy": HangUpReason.BUSY,
    "unallocated": HangUpReason.UNALLOCATED_NUMBER,
    "no_answer": HangUpReason.NO_ANSWER,
}
_COMPARISON: Final = {"equals": Comparison.IS, "differs": Comparison.IS_NOT}
_EXITS: Final = ("failed", "no_input", "invalid", "open", "closed", "holiday", "not_found", "refused", "waited")


class FlowMaker:
    """Makes the flows of one tenant."""

    def __init__(self, tenant: schema.Tenant, sounds_of: SoundsOf, demand_of: DemandOf, version: int = 0) -> None:
        self._tenant = tenant
        self._sounds_of = sounds_of
        self._demand_of = demand_of
        self._version = version

    def flow(self, name: str, whisper: tuple[Prompt, ...]) -> Flow:
        """Return a flow with the steps that can be reached from its beginning, other flows' included."""
        written = self._tenant.flows[name]
        failed = None if written.failed is None else link(self._tenant, name, written.failed)
        start = beginning(self._tenant, name)
        nodes = dict(self._reached([start, *([failed] if failed else [])]))
        return Flow(flow_id(self._tenant, name), start, nodes, whisper, failed, self._version)

    def _reached(self, begins: Iterable[StepName]) -> Iterator[tuple[StepName, Node]]:
        todo, seen = list(begins), set(begins)
        places = {
            name: (flow, step) for flow in self._tenant.flows for name, step in step_names(self._tenant, flow).items()
        }
        while todo:
            name = todo.pop(0)
            flow, place = places[name]
            node = self._node(flow, place)
            yield name, node
            for target in node.exits.values():
                if target not in seen:
                    seen.add(target)
                    todo.append(target)

    def _node(self, flow: str, place: int) -> Node:
        step = self._tenant.flows[flow].steps[place]
        exits = {
            ExitName(Exit(name)): link(self._tenant, flow, target)
            for name in _EXITS
            if (target := getattr(step, name)) is not None
        }
        exits |= {ExitName(word): link(self._tenant, flow, target) for word, target in (step.exits or {}).items()}
        if step.menu is not None:
            exits |= {ExitName(key): link(self._tenant, flow, target) for key, target in step.menu.keys.items()}
        for number, case in enumerate(step.branch or (), start=1):
            exits[ExitName(f"case {number}")] = link(self._tenant, flow, case.go)
        following = follower(self._tenant, flow, place)
        on = ExitName(Exit.OPEN) if step.hours is not None else NEXT
        if following is not None:
            exits.setdefault(on, following)
        return Node(self._step(step), exits)

    def _step(self, step: WrittenStep) -> s.Step:  # noqa: C901 - a line for each kind
        sounds = self._sounds_of
        match step.deed:
            case "answer":
                return s.AnswerStep()
            case "play":
                return s.PlayStep(sounds(step.play or ()))
            case "menu":
                assert step.menu is not None
                return s.MenuStep(sounds(step.menu.say), frozenset(step.menu.keys), self._listening(step.menu))
            case "collect":
                return self._collect(step)
            case "hours":
                return s.HoursStep(hours_id(self._tenant, step.hours or ""))
            case "set":
                return s.SetStep(dict(step.set or {}))
            case "tag":
                return s.TagStep(step.tag or ())
            case "branch":
                cases = step.branch or ()
                return s.BranchStep(tuple(tuple(conditions(self._tenant, case)) for case in cases))
            case "hang_up":
                return s.HangUpStep(_REASON[step.hang_up or True])
            case "voicemail":
                return s.VoicemailStep(sounds(step.voicemail or ()))
            case _:
                return self._other(step)

    def _other(self, step: WrittenStep) -> s.Step:
        sounds = self._sounds_of
        if step.look_up is not None:
            return s.LookUpStep(web_target_id(self._tenant, step.look_up.id), sounds(step.look_up.say or ()))
        if step.webhook is not None:
            return s.WebhookStep(web_target_id(self._tenant, step.webhook.id), bool(step.webhook.wait))
        if step.transfer is not None:
            said = sounds(step.transfer.say or ())
            return s.TransferStep(step.transfer.endpoint, step.transfer.ring_s, said)
        if step.consent is not None:
            said = sounds(step.consent.say or ())
            return s.ConsentStep(s.ConsentMode(step.consent.mode), said, self._listening(step.consent))
        if step.callback is not None:
            written = step.callback
            other, said = written.other_number is not False, sounds(written.say or ())
            return s.CallbackStep(QueueId(written.queue), said, other, self._listening(written))
        line: Line | None = step.queue or step.message
        assert line is not None
        return s.QueueStep(
            QueueId(line.id),
            self._demand_of(line),
            form=step.message.form if step.message is not None else "",
            whisper=None if line.whisper is None else sounds(line.whisper),
        )

    def _collect(self, step: WrittenStep) -> s.CollectStep:
        written = step.collect
        assert written is not None
        plain = s.CollectStep("", ())
        return s.CollectStep(
            written.into,
            self._sounds_of(written.say),
            written.fewest or plain.fewest,
            written.most or plain.most,
            written.pause_s or plain.pause_s,
            s.Check(written.check or plain.check),
            frozenset(written.one_of or ()),
            confirm=bool(written.confirm),
            listening=self._listening(written),
        )

    def _listening(self, written: Asks) -> s.Listening:
        return s.Listening(
            written.timeout_s or s.LISTENING.timeout_s,
            written.tries or s.LISTENING.tries,
            barge_in=written.barge_in is not False,
            again=self._sounds_of(written.again or ()),
        )


def flow_id(tenant: schema.Tenant, name: str) -> FlowId:
    """Names of flows are the tenant's own; the pool's are unique."""
    return FlowId(f"{tenant.id}/{name}")


def hours_id(tenant: schema.Tenant, name: str) -> HoursId:
    """Return the pool's name for hours of a tenant."""
    return HoursId(f"{tenant.id}/{name}")


def time_id(tenant: schema.Tenant, time: str) -> HoursId:
    """Return the pool's name for a time that a branch asks for: no hours of a tenant have such a name."""
    return HoursId(f"{tenant.id}/ {time}")


def web_target_id(tenant: schema.Tenant, name: str) -> WebTargetId:
    """Return the pool's name for another system of a tenant."""
    return WebTargetId(f"{tenant.id}/{name}")


def conditions(tenant: schema.Tenant, case: branches.Case) -> Iterator[Condition]:
    """Return all that must hold in a case of a branch."""
    if case.caller is not None:
        keys = [(text, caller_key(text.removesuffix("*"))) for text in case.caller if text != branches.WITHHELD]
        yield CallerIs(
            frozenset(key for text, key in keys if key is not None and not text.endswith("*")),
            tuple(key for text, key in keys if key is not None and text.endswith("*")),
            withheld=branches.WITHHELD in case.caller,
        )
    if case.number is not None:
        yield NumberIs(frozenset(map(Number, case.number)))
    if case.hours is not None:
        yield TimeIs(hours_id(tenant, case.hours), frozenset({Opening(case.state or Opening.OPEN)}))
    if case.time is not None:
        yield TimeIs(time_id(tenant, case.time))
    if case.value is not None:
        yield ValueIs(case.value, _test(case))
    if case.queue is not None:
        yield from _figures(QueueId(case.queue), {name: getattr(case, name) for name in branches.FIGURES})


def _test(case: branches.Case) -> Test:
    name, value = next((name, value) for name in branches.COMPARISONS if (value := getattr(case, name)) is not None)
    comparison = _COMPARISON.get(name) or Comparison(name)
    return Test(comparison, value if isinstance(value, tuple) else (f"{value:g}",))


def _figures(queue_id: QueueId, written: Mapping[str, branches.Compared | None]) -> Iterator[Condition]:
    for name, compared in written.items():
        if compared is not None:
            comparison, figure = compared.test
            yield QueueIs(queue_id, QueueFigure(name), Test(Comparison(comparison), (f"{figure:g}",)))
