"""The model of the PBX on a virtual clock: commands take their time, in order for each leg; so do events.

What may go wrong with each is said by twists.
"""

from collections import Counter
from collections.abc import Callable

from acd.domain.calls import LegId
from acd.domain.commands import AskWeb, Command, Refusal
from acd.domain.events import Event
from tests.property.pbx_model import PbxModel
from tests.storm.agenda import Agenda
from tests.storm.twists import Twists

COMMAND_TWISTS = {"refused": 3, "gone": 1, "unanswered": 2, "lost": 2, "slow": 3}
"""Twists of commands, each with its weight: refused; refused as if the leg was gone; carried out, and the answer lost;
not carried out, and the answer lost; carried out late."""
EVENT_TWISTS = {"lost": 2, "doubled": 3, "late": 3}
SOON_S = (0.002, 0.03)
"""How long a command or an event usually takes, in seconds."""
LATE_S = (0.2, 5.0)
PATIENCE_S = 2.0
"""After so long without an answer to a command nobody waits for it any more."""


class TimedPbx(PbxModel):
    """Tells when something is due; `deliver` and `reply` are called with what has come."""

    def __init__(self, agenda: Agenda, twists: Twists) -> None:
        super().__init__()
        self.clock = lambda: agenda.now
        self._agenda = agenda
        self._twists = twists
        self.deliver: Callable[[Event], None] = _nobody
        self.reply: Callable[[LegId], None] = _nobody
        self.done: Callable[[Command], None] = _nobody
        """Called with each command that was carried out, unless the leg was gone."""
        self._busy: set[LegId] = set()
        """Lanes that will be looked at."""
        self._commands: Counter[LegId] = Counter()
        self._events: Counter[str] = Counter()
        self._quiet_till: dict[str, float] = {}
        """The events of one leg come in order: when the last of them will have come."""
        self._links = 0
        self._unheard: set[str] = set()
        """Legs of which an event was lost since the last connect."""
        self._undone: set[str] = set()
        """Legs for which a command failed since then."""

    # events

    def emit(self, event: Event, leg_id: LegId) -> None:
        """Tell the engine after a while, if it can hear."""
        if not self.linked:
            return
        self._events[leg_id] += 1
        name = f"{leg_id}!{self._events[leg_id]}"
        twist = self._twists.of("event", name)
        if twist == "lost":
            self._unheard.add(leg_id)
            return
        delay = self._twists.between(*(LATE_S if twist == "late" else SOON_S), name)
        at = max(self._quiet_till.get(leg_id, 0.0), self._agenda.now + delay)
        self._quiet_till[leg_id] = at
        super().emit(event, leg_id)
        self._agenda.after(at - self._agenda.now, self._arrives, leg_id)
        if twist == "doubled":
            again = at - self._agenda.now + self._twists.between(*LATE_S, name)
            self._agenda.after(again, self._comes_again, event, self._links)

    def _arrives(self, source: str) -> None:
        if events := self.wire.get(source):
            self.deliver(events.popleft())

    def _comes_again(self, event: Event, link: int) -> None:
        if self.linked and link == self._links:
            self.deliver(event)

    def lose_link(self) -> None:
        """What was under way is lost."""
        super().lose_link()
        self._quiet_till.clear()
        self._unheard.clear()
        self._undone.clear()
        self._links += 1

    def is_moving(self, leg_id: LegId) -> bool:
        """Tell whether something of a leg is under way, or was lost so that nobody can know."""
        under_way = self.wire.get(leg_id) or self.lanes.get(leg_id) or leg_id in self.replies
        return bool(under_way) or leg_id in self._unheard

    def is_cared_for(self, leg_id: LegId) -> bool:
        """Tell whether a leg is moving, or what was asked for it was not done: such a leg may be left until later."""
        return leg_id in self._undone or self.is_moving(leg_id)

    # commands

    def send(self, command: Command) -> None:
        """Put a command into its lane; another system is asked at once, by whatever way."""
        if isinstance(command, AskWeb):
            self.done(command)
            return
        super().send(command)
        self.look_at(command.lane)

    def do_at_once(self, command: Command) -> None:
        """Carry out a command without delay, unless one before it in its lane has failed."""
        if isinstance(command, AskWeb):
            self.done(command)
            return
        super().send(command)
        self._next_of(command.lane, self._twist_of_next(command.lane)[0])

    def look_at(self, lane: LegId) -> None:
        """Have the next command of a lane carried out in a while."""
        if lane in self._busy or lane in self.replies or not self.lanes.get(lane):
            return
        self._busy.add(lane)
        twist, name = self._twist_of_next(lane)
        delay = self._twists.between(*(LATE_S if twist == "slow" else SOON_S), name)
        self._agenda.after(delay, self._next_of, lane, twist)

    def _twist_of_next(self, lane: LegId) -> tuple[str | None, str]:
        self._commands[lane] += 1
        name = f"{lane}#{self._commands[lane]} {type(self.lanes[lane][0]).__name__}"
        return self._twists.of("command", name), name

    def _next_of(self, lane: LegId, twist: str | None) -> None:
        self._busy.discard(lane)
        if lane in self.replies or not self.lanes.get(lane):
            return  # the controller that asked is no more
        match twist:
            case "refused":
                self.carry_out(lane, Refusal.REFUSED)
            case "gone":
                self.carry_out(lane, Refusal.GONE)
            case "unanswered":
                self.carry_out(lane, Refusal.UNKNOWN, done=True)
            case "lost":
                self.carry_out(lane, Refusal.UNKNOWN)
            case _:
                self.carry_out(lane)
        if lane in self.replies:
            self._undone.add(lane)
            waits = self.replies[lane].refusal is Refusal.UNKNOWN and self.linked
            self._agenda.after(PATIENCE_S if waits else SOON_S[0], self._answered, lane)
        self.look_at(lane)

    def _answered(self, lane: LegId) -> None:
        if lane in self.replies:
            self.reply(lane)
            self.look_at(lane)

    def carry_out(self, lane: LegId, fault: Refusal | None = None, *, done: bool = False) -> Command:
        """Carry out the next command of a lane, or let it fail."""
        linked = self.linked
        command = super().carry_out(lane, fault, done=done)
        reply = self.replies.get(lane)
        if linked and (done or reply is None or (reply.refusal is Refusal.GONE and fault is None)):
            self.done(command)
        return command


def _nobody(_: object) -> None:
    raise AssertionError("nobody listens to the PBX yet")
