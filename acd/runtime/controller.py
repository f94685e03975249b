"""Inbox, engine, dispatch: takes events one at a time, lets the engine decide, sends out what it decided.

Everything happens at once and in one thread: between an event of the PBX and the commands that follow from it
there is no queue and no await.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence

from acd import logs
from acd.clock import Clock
from acd.domain.calls import LegId
from acd.domain.commands import Command, HangUp, SendToSafetyNet, TakeMessageFrom
from acd.domain.errors import AcdError, RequestRefused
from acd.domain.events import (
    AgentRequest,
    CallArrived,
    CallBroken,
    CallRequest,
    CommandFailed,
    Event,
    PbxConnected,
    PoolApplied,
    StopRequested,
    TimerFired,
)
from acd.domain.hours import HoursView
from acd.domain.hours_events import HoursRequest
from acd.domain.pool import Pool
from acd.domain.records import Record
from acd.domain.requests import CallbackRequest
from acd.domain.tenants import TenantId
from acd.domain.view import LiveView
from acd.domain.voicemail_events import VoicemailClosed
from acd.engine.engine import Engine
from acd.engine.live import view
from acd.engine.outbox import Decision
from acd.ports import RecordSink

log = logs.get("controller")

RESCUES = 3
"""How often the engine may raise over the rescue: over the call's end, over an agent, over the next caller.

As often it may raise over one call in what is about all of them.
"""
STOPPED = "the controller is stopping: ask the next one"
_OF_ALL_CALLS = (PbxConnected, StopRequested)
"""What is told once and is about every call: after an error over one of them it is decided again for the others."""


_LAST = SendToSafetyNet | TakeMessageFrom | HangUp
"""After one of these there is nothing more to be done for a caller."""


class PoolNotTaken(AcdError):
    """The engine could not take this configuration over, and it is in force in part: see the controller's log."""


class Controller:
    """The running engine."""

    def __init__(self, engine: Engine, clock: Clock, sinks: Sequence[RecordSink]) -> None:
        self._engine = engine
        self._clock = clock
        self._sinks = sinks
        self._send: Callable[[Iterable[Command]], None] = _nowhere
        self._taps: list[Callable[[Event, Decision], None]] = []
        self._inbox: deque[Event] = deque()
        self._deciding = self._closed = False
        self._raised_over: Event | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._timer_deadline: float | None = None
        self.events = 0
        """Events decided since the start."""
        self.broken_calls = 0
        """Calls that were given to the safety net because the engine raised over them."""
        self.changed = asyncio.Event()
        """Set after each decision; whoever waits for the view to change clears it first."""

    def connect(self, send: Callable[[Iterable[Command]], None]) -> None:
        """Say where commands go."""
        self._send = send

    def tap(self, listener: Callable[[Event, Decision], None]) -> None:
        """Let somebody see each event with its decision, after it was sent."""
        self._taps.append(listener)

    def submit(self, event: Event) -> None:
        """Take an event. It is decided before this returns, unless another one is just being decided."""
        if self._closed:
            return
        self._inbox.append(event)
        if self._deciding:  # told from within a decision: its turn comes right after
            return
        self._deciding = True
        try:
            while self._inbox:
                self._decide(self._inbox.popleft())
        finally:
            self._deciding = False
        self._arm()

    def ask(self, request: AgentRequest | CallRequest | CallbackRequest | HoursRequest | VoicemailClosed) -> str | None:
        """Take the request of a person; returns why it was refused, or None when it is granted.

        Raises UnknownAgent and UnknownCall.
        """
        if self._closed:  # whatever was decided now would never be carried out
            return STOPPED
        try:
            decision = self._engine.handle(request, self._clock.now())
        except RequestRefused:
            raise
        except Exception:
            self._rescue(request)
            self._arm()
            raise
        self._carry_out(request, decision)
        self._arm()
        return decision.refusal

    def use(self, pool: Pool) -> None:
        """Put a pool in force. Raises PoolNotTaken when the engine raised over it."""
        event = PoolApplied(pool)
        self.submit(event)
        if self._raised_over is event:
            raise PoolNotTaken(
                "the configuration was stored, but the engine could not take it over and it is in force in part: "
                "`acd undo` brings back the one before; the controller's log says why (action engine_bug)"
            )

    def view(self) -> LiveView:
        """Return the call centre at this moment."""
        return view(self._engine, self._clock.now())

    def hours(self, tenant_id: TenantId | None = None) -> Sequence[HoursView]:
        """Return opening hours as they are at this moment, of a tenant or of all."""
        views = self._engine.calls.openings.views(self._clock.now())
        return [view for view in views if tenant_id in (None, view.tenant_id)]

    def calls_in_progress(self) -> int:
        """Return how many calls have not ended."""
        return len(self._engine.calls.calls)

    def close(self) -> None:
        """Stop deciding; what comes after this is left to the next controller."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _decide(self, event: Event) -> None:
        rescued = Counter[LegId]()
        # each time one call less is in the way of the others; its account may be once more
        while (leg_id := self._attempt(event)) is not None and isinstance(event, _OF_ALL_CALLS):
            rescued[leg_id] += 1
            if rescued[leg_id] == RESCUES:
                break

    def _attempt(self, event: Event) -> LegId | None:
        """Decide, and carry it out; returns over which leg the engine raised, or None."""
        try:
            decision = self._engine.handle(event, self._clock.now())
        except RequestRefused as error:
            log.warning("an event names somebody or something that is not there", action="unknown", error=str(error))
        except Exception:
            self._raised_over = event
            log.exception("the engine raised", action="engine_bug", **_name(event))
            log.debug("the event over which the engine raised", action="engine_bug", cause=repr(event))
            return self._rescue(event)
        else:
            self._carry_out(event, decision)
        return None

    def _carry_out(self, event: Event, decision: Decision) -> None:
        self.events += 1
        if decision.commands:
            self._send(decision.commands)
        if decision.records:
            self._keep(decision.records)
        for listener in self._taps:
            listener(event, decision)
        self.changed.set()

    def _keep(self, records: Sequence[Record]) -> None:
        for sink in self._sinks:
            sink.put(records)

    def _rescue(self, event: Event) -> LegId | None:
        """Give the one call to the dialplan's safety net, and go on with all others; returns its leg, if it has one."""
        commands: list[Command] = []
        raised_over = leg_id = self._carry_out_half(event, commands) or _leg_of(event)
        if leg_id is None:
            return None
        self.broken_calls += 1
        for _ in range(RESCUES):
            broken = CallBroken(leg_id)
            try:
                decision = self._engine.handle(broken, self._clock.now())
            except Exception:
                log.exception("the engine raised again over the same call", action="engine_bug", leg=leg_id)
                leg_id = self._carry_out_half(broken, commands) or leg_id
            else:
                self._carry_out(broken, decision)
                commands += decision.commands
                break
        else:
            self._hand_over(event, leg_id, commands)
            return raised_over
        if isinstance(event, CallArrived):  # if the engine never got to know the call
            self._hand_over(event, event.leg_id, commands)
        return raised_over

    def _carry_out_half(self, event: Event, commands: list[Command]) -> LegId | None:
        """Carry out what was decided before the engine raised; returns over which caller's leg it did."""
        leg_id, half = self._engine.take_fault()
        self._carry_out(event, half)
        commands += half.commands
        return leg_id

    def _hand_over(self, event: Event, leg_id: LegId, commands: Sequence[Command]) -> None:
        """Give a caller for whom the engine did nothing to the safety net; never an agent."""
        if isinstance(event, CommandFailed) and isinstance(event.command, _LAST):
            return  # tried before: it would fail, and be tried, for ever
        call = self._engine.calls.legs.get(leg_id)
        if call is not None:
            leg_id = call.leg_id
        elif not isinstance(event, CallArrived) or event.leg_id != leg_id:
            return  # the call is over, or the leg is an agent's
        if not any(command.lane == leg_id for command in commands if isinstance(command, _LAST)):
            self._send([SendToSafetyNet(leg_id)])

    def _arm(self) -> None:
        if self._closed:
            return
        deadline = self._engine.next_deadline()
        if self._timer is not None:
            if self._timer_deadline == deadline:
                return
            self._timer.cancel()
            self._timer = None
        if deadline is not None:
            self._timer_deadline = deadline
            delay = max(0.0, deadline - self._clock.now())
            self._timer = asyncio.get_running_loop().call_later(delay, self._fire)

    def _fire(self) -> None:
        self._timer = None
        self.submit(TimerFired())


def _leg_of(event: Event) -> LegId | None:
    if isinstance(event, CommandFailed):
        return event.command.lane
    leg_id: LegId | None = getattr(event, "leg_id", None)
    return leg_id


def _name(event: Event) -> dict[str, str | None]:
    """Return what may be logged of an event at any level: no caller's number."""
    return {"cause": type(event).__name__, "call_id": getattr(event, "call_id", None), "leg": _leg_of(event)}


def _nowhere(commands: Iterable[Command]) -> None:
    names = ", ".join(type(command).__name__ for command in commands)
    raise RuntimeError(f"nobody carries out commands yet: {names}")
