"""Carries out what changes while a caller waits: steps by time, by place in line, and by key.

Nothing here delays a match: what is said is cut off when the two are connected, and a step that is only said lets
those after it pass. A way out of the line that comes due while a phone rings is taken if nobody answers.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, assert_never

from acd.domain.calls import CallState, MoveReason, OutcomeClass, OutcomeReason, PlaybackId
from acd.domain.commands import HangUp, Play, StopPlayback, TakeMessageFrom
from acd.domain.flows import Prompt
from acd.domain.languages import nearest
from acd.domain.queues import Queue, QueueId
from acd.domain.recipes import (
    CallBack,
    Exit,
    Figure,
    GiveOutside,
    GoOn,
    Overflow,
    Raise,
    RecipeKind,
    RecipeMark,
    Recipes,
    RecipeStep,
    Relax,
    TakeMessage,
    TurnAway,
    Widen,
)
from acd.engine.call import LiveCall
from acd.engine.call_machine import NOTHING, CallInput, Detail
from acd.engine.course import Course
from acd.engine.demand import asked_of_anyone
from acd.engine.places import Places
from acd.engine.timers import TimerKind

if TYPE_CHECKING:
    from acd.engine.call_desk import CallDesk


class RecipePart:
    """The callers who wait in queues that have recipes."""

    def __init__(self, desk: "CallDesk") -> None:
        self._desk = desk
        self.places = Places()
        self._moved: dict[QueueId, None] = {}
        """Queues in which callers have moved up in this step."""

    # into a line and out of it

    def begin(self, call: LiveCall, now: float) -> None:
        """Put a caller who comes into a line under the recipe that fits; `go_on` does what is due at once."""
        assert call.queue is not None
        recipes = self._desk.pool.recipes.get(call.queue.id)
        if recipes is None:
            return
        call.course = Course(recipes, RecipeMark(self._kind(call, recipes, now), now), now)
        self.stands(call)

    def begin_again(self, call: LiveCall, mark: RecipeMark | None, now: float) -> None:
        """Go on with a caller of an earlier controller; what came due meanwhile is done when nothing rings."""
        assert call.queue is not None
        recipes = self._desk.pool.recipes.get(call.queue.id)
        if recipes is None:
            return
        call.course = Course(recipes, mark or RecipeMark(RecipeKind.WAITING, call.queued_at), now)
        if mark is None:
            call.course.switch(RecipeKind.WAITING, call.queued_at, now)
        self.stands(call)
        self._go_on_later(call)

    def go_on_soon(self, call: LiveCall, now: float) -> None:
        """Have what is due done in a step of its own, right after this one."""
        if call.course is not None:
            self._desk.timers.set(TimerKind.RECIPE, call.id, now)

    def stands(self, call: LiveCall) -> None:
        """Note the place of a caller, which may be another one than before."""
        if call.course is not None:
            assert call.queue is not None
            self.places.put(call.id, call.queue.id, call.rank, call.queued_at)
            self._moved[call.queue.id] = None

    def left(self, call: LiveCall) -> None:
        """Note that a caller is not in line any more."""
        call.course = None
        self._desk.timers.cancel(TimerKind.RECIPE, call.id)
        queue_id = self.places.take_out(call.id)
        if queue_id is not None:
            self._moved[queue_id] = None

    # steps

    def go_on(self, call: LiveCall, now: float) -> None:
        """Do what is due, if no phone rings for the caller; it is done afterwards else."""
        course = call.course
        if course is None or call.state is not CallState.WAITING:
            return
        if course.leaving is not None:
            self._leave(call, course, course.leaving, now)
            return
        mark = course.mark
        for step in self._due(call, course, now):
            self._do(call, course, step, now)
            if call.course is not course or call.state is not CallState.WAITING:  # the caller has left this line
                self._go_on_later(call)
                return
        if course.mark != mark:
            self._desk.place.keep(call)
        self._say_next(call, now)
        self._go_on_later(call)

    def _due(self, call: LiveCall, course: Course, now: float) -> Iterator[RecipeStep]:
        while (step := course.take_due(now)) is not None:
            yield step
        yield from course.take_placed(self.places.place(call.id))
        if (again := course.take_repeated(now)) is not None:
            yield again

    def settle(self, now: float) -> None:
        """At the end of a step: do what is due at the places to which callers have moved up, or by who is there."""
        if self._desk.agents.presence.changed:
            self._desk.agents.presence.changed = False
            self._somebody_came_or_left(now)
        while self._moved:
            queue_id, _ = self._moved.popitem()
            for call_id in self.places.up_to(queue_id, self._last_place(queue_id)):
                self.go_on(self._desk.calls[call_id], now)

    def said(self, call: LiveCall, detail: Detail, now: float) -> None:
        """What was played to a waiting caller is over."""
        del detail
        call.playback = None
        if call.course is None:
            return
        step, call.course.saying = call.course.saying, None
        if step is not None and step.key is None and isinstance(step.action, Exit):
            call.course.leaving = step
            self.go_on(call, now)
        else:
            self._say_next(call, now)

    def pressed(self, call: LiveCall, detail: Detail, now: float) -> None:
        """The caller pressed a key."""
        step = call.course.by_key(detail.digit) if call.course is not None else None
        if step is not None and call.course is not None:
            call.course.leaving = step
            self.go_on(call, now)

    def turn_away(self, call: LiveCall, detail: Detail, now: float) -> None:
        """End a call that has waited long enough."""
        del detail
        self._desk.matcher.remove_call(call.id)
        self._desk.out.commands.append(HangUp(call.leg_id))
        self._desk.end(call, OutcomeClass.EXITED, OutcomeReason.TURNED_AWAY, now)

    def take_message(self, call: LiveCall, detail: Detail, now: float) -> None:
        """Let the PBX's dialplan ask the caller for a message."""
        del detail
        self._desk.matcher.remove_call(call.id)
        self._desk.out.commands.append(TakeMessageFrom(call.leg_id))
        self._desk.end(call, OutcomeClass.EXITED, OutcomeReason.VOICEMAIL, now)

    def cut_short(self, call: LiveCall) -> None:
        """End what the caller hears, right before the conversation."""
        if call.playback is None:
            return
        self._desk.out.commands.append(StopPlayback(call.leg_id, call.playback))
        call.playback = None
        if call.course is not None and call.course.saying is not None:
            if isinstance(call.course.saying.action, Exit):  # to be said again, should there be no conversation
                call.course.to_say.insert(0, call.course.saying)
            call.course.saying = None

    def _do(self, call: LiveCall, course: Course, step: RecipeStep, now: float) -> None:
        match step.action:
            case _ if step.key is not None:
                pass
            case Relax() | Widen():
                self._desk.line_up(call)
            case Raise(seconds):
                self._desk.place.put_forward(call, seconds)
            case Overflow() | TakeMessage() | TurnAway() | GiveOutside() | CallBack() | GoOn() if not step.say:
                self._leave(call, course, step, now)
                return
            case _:
                pass
        if step.say:
            course.ask_to_say(step)

    def _say_next(self, call: LiveCall, now: float) -> None:
        course = call.course
        if course is None or call.state is not CallState.WAITING or call.playback is not None or not course.to_say:
            return
        course.saying = course.to_say.pop(0)
        prompts = tuple(sound for part in course.saying.say for sound in self._sounds(call, part))
        if not prompts:  # figures alone that nobody knows, or that have no voice
            self.said(call, NOTHING, now)
            return
        call.playback = PlaybackId(call.name("p", call.next("playback")))
        self._desk.out.commands.append(Play(call.leg_id, call.playback, prompts))

    def _sounds(self, call: LiveCall, part: Prompt | Figure) -> tuple[Prompt, ...]:
        if not isinstance(part, Figure):
            return (part,)
        tenant = self._desk.pool.tenants.get(call.tenant_id)
        having, own = self._desk.pool.figures, None if call.progress is None else call.progress.values.get("language")
        spoken = nearest(having, own, tenant.language if tenant else None)
        if spoken is None:
            return ()
        sounds = having[spoken]
        if part is Figure.POSITION:
            return sounds.position(self.places.place(call.id))
        seconds = self._desk.forecast.tell(call)
        return () if seconds is None else sounds.wait(seconds)

    def _leave(self, call: LiveCall, course: Course, step: RecipeStep, now: float) -> None:
        self.cut_short(call)
        course.leaving = None
        match step.action:
            case Overflow(queue_id):
                self._overflow(call, self._desk.pool.queues.get(queue_id), now)
            case TakeMessage():
                self._desk.feed(call, CallInput.MESSAGE_WANTED, now)
            case TurnAway():
                self._desk.feed(call, CallInput.TURNED_AWAY, now)
            case GiveOutside(outside, ring_s):  # where nobody answers, the next step is what comes of it
                self._desk.place.keep(call)
                self._desk.call_outside(call, outside, ring_s, now)
            case GoOn(exit_name):
                if not self._desk.let_go_on(call, exit_name, now):
                    self.go_on(call, now)
            case CallBack(asks):
                self._call_back(call, now, asks=asks)
            case Relax() | Widen() | Raise() | None:  # pragma: no cover - no way out
                raise AssertionError(step)
            case _:  # pragma: no cover
                assert_never(step.action)

    def _call_back(self, call: LiveCall, now: float, *, asks: bool) -> None:
        if asks:
            self._desk.offer_callback(call, now)
        elif self._desk.ask_callback(call, None, now) is not None:  # refused: the caller waits on
            self.go_on(call, now)

    def _overflow(self, call: LiveCall, queue: Queue | None, now: float) -> None:
        """Move the caller; where there is no such queue any more, or it is this one, they wait on."""
        assert call.queue is not None
        if queue is not None and queue.id != call.queue.id:
            self._desk.place.move(call, queue, MoveReason.RECIPE, now)
        else:
            self.go_on(call, now)

    def _go_on_later(self, call: LiveCall) -> None:
        at = None if call.course is None else call.course.next_at()
        if at is None:
            self._desk.timers.cancel(TimerKind.RECIPE, call.id)
        else:
            self._desk.timers.set(TimerKind.RECIPE, call.id, at)

    # which recipe

    def _kind(self, call: LiveCall, recipes: Recipes, now: float) -> RecipeKind:
        """Return the recipe for a caller who comes; who stands in the queue already is not among those counted."""
        assert call.queue is not None
        if recipes.nobody is not None and not self._is_staffed(call):
            return RecipeKind.NOBODY
        if recipes.full is not None and self.places.count(call.queue.id) >= recipes.full_at:
            return RecipeKind.FULL
        oldest = self.places.oldest(call.queue.id)
        if recipes.long is not None and oldest is not None and now - oldest >= recipes.long_s:
            return RecipeKind.LONG
        return RecipeKind.WAITING

    def _is_staffed(self, call: LiveCall) -> bool:
        # who waits for certain agents has somebody there
        return bool(call.waits_for) or self._desk.agents.presence.has(asked_of_anyone(call, self._desk.pool))

    def _somebody_came_or_left(self, now: float) -> None:
        for queue_id, recipes in self._desk.pool.recipes.items():
            if recipes.nobody is None:
                continue
            for call_id in self.places.up_to(queue_id, self.places.count(queue_id)):
                self.staffing_changed(self._desk.calls[call_id], now)

    def staffing_changed(self, call: LiveCall, now: float) -> None:
        """Put a caller under the other recipe, if somebody is there now who may serve them, or nobody any more."""
        course = call.course
        if course is None or course.recipes.nobody is None:
            return
        if call.state is CallState.TRANSFERRING:  # looked at when the caller is in line again
            return
        is_alone = course.mark.kind is RecipeKind.NOBODY
        if self._is_staffed(call) != is_alone:
            return
        if is_alone:
            course.switch(RecipeKind.WAITING, call.queued_at, now)
        else:
            course.switch(RecipeKind.NOBODY, now, now)
        self._go_on_later(call)  # while a phone rings nothing is done, and the other recipe's moment is no more
        if call.state is CallState.WAITING:
            self._desk.line_up(call)  # what the other recipe had relaxed counts no more
        self.go_on(call, now)

    def _last_place(self, queue_id: QueueId) -> int:
        """Return the last place at which a recipe of the queue does anything."""
        recipes = self._desk.pool.recipes.get(queue_id)
        kinds = [] if recipes is None else [recipes.of(kind) for kind in RecipeKind]
        return max((step.place or 0 for recipe in kinds for step in recipe.placed), default=0)
