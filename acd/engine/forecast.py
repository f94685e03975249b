"""What callers can expect: brings together who waits, who is at work, and how fast they are.

Agents serve several lines, so a caller who is ahead in another line counts in proportion: as much as the agents who may
serve both are of all who may serve the one ahead. If four of ten can serve both, ten callers ahead count as four.
Who stands in several lines counts in each.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from acd.domain.calls import CallId, CallState
from acd.domain.queues import QueueId
from acd.domain.records import Record
from acd.engine.call import LiveCall
from acd.engine.crowds import Crowd, Crowds
from acd.engine.expected_wait import Outlook, expected_wait_s, kept
from acd.engine.matching import Matcher, Want
from acd.engine.pace import Pace
from acd.engine.staff import Staff
from acd.engine.waiting import Rank

Ahead: TypeAlias = Mapping[Crowd, int]
"""How many callers wait for each crowd, and go first."""


@dataclass(slots=True)
class Prospect:
    """What is the same at one moment for all callers of a queue who ask for the same agents."""

    crowds: Crowds
    crowd: Crowd
    joins: tuple[Crowd, ...]
    """For whom such a caller waits."""
    rate: float
    leaving: float
    scatter: float

    def behind(self, ahead: Ahead) -> Outlook | None:
        """Return what one can expect behind these; None while nobody able is at work: nobody knows."""
        agents = self.crowd.agents
        if not agents:
            return None
        count = sum([ahead[other] * share for other, share in self.crowds.near(self.crowd) if other in ahead])
        return Outlook(expected_wait_s(count, agents, self.rate, self.leaving, self.scatter), count, agents)


class Forecast:
    """Answers how long somebody will wait."""

    def __init__(self, matcher: Matcher, staff: Staff) -> None:
        self.pace = Pace()
        self._matcher = matcher
        self._staff = staff
        self._crowds = Crowds(matcher, staff)

    def learn(self, records: Iterable[Record]) -> None:
        """Take in what the engine recorded in a step."""
        self.pace.learn(records, self._staff.profile)

    def tell(self, call: LiveCall) -> float | None:
        """Return the seconds that a caller in line is told now, and hold to it: see `expected_wait.kept`.

        0 while somebody is being asked, or will be at the end of this step: whoever waits on after that is told anew.
        None while nobody who may serve the caller is at work: then nobody knows.
        """
        assert call.queue is not None
        if call.state is CallState.OFFERED or self._matcher.has_idle(want := self._matcher.want(call.id)):
            return 0.0
        outlook = kept(call.told, self.prospect(want, call.queue.id).behind(self.ahead(want, call.rank)))
        if outlook is None:
            return None
        call.told = outlook
        return outlook.seconds

    def prospect(self, want: Want, queue_id: QueueId) -> Prospect:
        """Return what holds for all who ask for this in a queue, until something happens."""
        crowd = self._crowds.of(want)
        joins = tuple(self._crowds.of_requirement(requirement) for requirement in want.any_of)
        joins += tuple(self._crowds.of(Want(agents=(agent_id,))) for agent_id in want.agents)
        return Prospect(self._crowds, crowd, joins, self._rate(crowd), self.pace.leaving(queue_id), self.pace.scatter())

    def ahead(self, want: Want, rank: Rank) -> Ahead:
        """Return who waits ahead of a rank for agents who may serve such a caller."""
        ahead: Counter[Crowd] = Counter()
        profiles = self._crowds.profiles(self._crowds.of(want))
        lines = dict(pair for profile in profiles for pair in self._matcher.lines_for(profile))
        for requirement, line in lines.items():
            ahead[self._crowds.of_requirement(requirement)] += line.ahead(rank)
        for agent_id, line in self._matcher.personal_lines().items():
            ahead[self._crowds.of(Want(agents=(agent_id,)))] += line.ahead(rank)
        return ahead

    def _rate(self, crowd: Crowd) -> float:
        """Return how many of these agents become free in a second."""
        skilled = sum(self._staff.count[profile] / self.pace.handle_s(profile) for profile in crowd.skilled)
        named = (self._staff.profile(agent_id) for agent_id in crowd.named)
        return skilled + sum(1 / self.pace.handle_s(profile) for profile in named if profile is not None)


class Sweep:
    """Goes once through everybody in line, the first in rank first: cheaper than asking for each alone."""

    def __init__(self, forecast: Forecast, matcher: Matcher) -> None:
        self._forecast = forecast
        self._matcher = matcher
        self._passed: dict[Crowd, int] = {}
        self._prospects: dict[QueueId, dict[Want, Prospect]] = {}
        self._ahead: dict[tuple[Crowd, Rank], Ahead] = {}

    def next(self, call: LiveCall) -> float | None:
        """Return the seconds that the next in rank can expect; None: nobody knows."""
        if call.state is CallState.OFFERED:
            return 0.0
        assert call.queue is not None
        prospect = self._prospect(self._matcher.want(call.id), call.queue.id)
        outlook = kept(call.told, prospect.behind(self._passed))
        self._pass(prospect)
        return None if outlook is None else outlook.seconds

    def pass_by(self, callback_id: CallId, queue_id: QueueId) -> None:
        """Count the next in rank, who is a customer to be called back: others wait for them too."""
        self._pass(self._prospect(self._matcher.want(callback_id), queue_id))

    def _pass(self, prospect: Prospect) -> None:
        for crowd in prospect.joins:
            self._passed[crowd] = self._passed.get(crowd, 0) + 1

    def newcomer(self, want: Want, rank: Rank, queue_id: QueueId) -> float | None:
        """Return the seconds that a caller can expect who comes into line at this rank; None: nobody knows."""
        if self._matcher.has_idle(want):
            return 0.0
        prospect = self._prospect(want, queue_id)
        key = prospect.crowd, rank
        if key not in self._ahead:
            self._ahead[key] = self._forecast.ahead(want, rank)
        outlook = prospect.behind(self._ahead[key])
        return None if outlook is None else outlook.seconds

    def _prospect(self, want: Want, queue_id: QueueId) -> Prospect:
        prospects = self._prospects.setdefault(queue_id, {})
        prospect = prospects.get(want)
        if prospect is None:
            prospect = prospects[want] = self._forecast.prospect(want, queue_id)
        return prospect
