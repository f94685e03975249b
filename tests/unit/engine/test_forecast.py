"""What callers can expect in houses of one and of two languages."""

from dataclasses import replace

import pytest

from acd.domain.agents import AgentId
from acd.domain.calls import CallId, LegId
from acd.domain.events import LegEnded, PauseRequested, PoolApplied, SignInRequested, SignOutRequested
from acd.domain.queues import QueueId
from acd.engine.call import LiveCall
from acd.engine.expected_wait import expected_wait_s
from acd.engine.forecast import Forecast
from acd.engine.live import view
from acd.engine.matching import Matcher, Want
from acd.engine.pace import HANDLE_S, PATIENCE_S
from acd.engine.staff import Staff
from tests.playbooks import Playbook, agent, arrives, needs, office, opened, queue

EN, FR = queue("english", needs(en=1)), queue("french", needs(fr=1), head_start_s=20)
SIX_AND_FOUR = [agent(f"a{number}", en=5, **({} if number < 6 else {"fr": 5})) for number in range(10)]


def supposed(ahead: float, agents: int) -> float:
    """Return the wait as long as nothing was measured."""
    return expected_wait_s(ahead, agents, agents / HANDLE_S, 1 / PATIENCE_S, scatter=1.0)


class House:
    """An office in which everybody is busy and some callers wait."""

    def __init__(self, book: Playbook) -> None:
        self.engine, self.now = book.run().engine, book.now

    def come(self, name: str, queue_name: str) -> LiveCall:
        """Let a caller come; all in one moment, so that nothing is measured of their patience."""
        self.engine.handle(arrives(name, queue_name), self.now)
        return self.engine.calls.calls[CallId(name)]

    def told(self, *names: str) -> list[float]:
        """Tell callers what to expect; -1 is nothing."""
        desk = self.engine.calls
        calls = (desk.calls[CallId(name)] for name in names)
        told = [desk.forecast.tell(call) for call in calls]
        return [-1 if seconds is None else seconds for seconds in told]

    def shown(self) -> dict[str, float]:
        """Return what the view says of every call that is in line."""
        live = view(self.engine, self.now).calls
        waiting = (call for call in live if call.position is not None)
        return {call.call_id: -1 if call.expected_wait_s is None else call.expected_wait_s for call in waiting}


def bilingual() -> House:
    """Return a house of ten, all being rung; three wait for English and two for French."""
    house = House(opened(office(*SIX_AND_FOUR, queues=[EN, FR])))
    for number in range(10):
        house.come(f"busy{number}", "english")
    for name, line in (("e1", "english"), ("f1", "french"), ("e2", "english"), ("f2", "french"), ("e3", "english")):
        house.come(name, line)
    return house


def test_who_is_being_rung_for_does_not_wait() -> None:
    """Nor does a newcomer beside somebody idle."""
    house = House(opened(office(agent("ann"), agent("ben"))))
    assert house.come("c1", "sales").offer is not None
    assert house.told("c1") == [0]
    assert view(house.engine, house.now).queues[0].expected_wait_s == 0


def test_callers_of_other_lines_count_in_proportion() -> None:
    """French callers have 20 s head start. Of English ones ahead four in ten go to agents who speak French."""
    house = bilingual()
    assert house.told("f1", "f2", "e1") == [supposed(0, 4), supposed(1, 4), supposed(2, 10)]
    assert house.told("e2", "e3") == [supposed(3, 10), supposed(4, 10)]
    late = house.come("f3", "french")
    assert house.told("f3") == [supposed(2, 4)] and late.rank < house.engine.calls.calls[CallId("e1")].rank


def test_the_view_says_what_is_told() -> None:
    """Of all who wait, and of a newcomer: behind everybody who ranks before."""
    house = bilingual()
    shown = house.shown()
    waiting = [name for name in shown if not name.startswith("busy")]
    assert [shown[name] for name in waiting] == pytest.approx(house.told(*waiting))
    assert {shown[name] for name in shown if name.startswith("busy")} == {0}
    english, french = (line.expected_wait_s for line in view(house.engine, house.now).queues)
    assert english == pytest.approx(supposed(5, 10)) and french == pytest.approx(supposed(2, 4))
    house.now += 1000  # a newcomer's head start does not reach back to those who wait
    assert view(house.engine, house.now).queues[1].expected_wait_s == pytest.approx(supposed(2 + 3 * 0.4, 4))


def test_what_was_told_is_not_exceeded_because_calls_last_longer() -> None:
    """But it is when an agent leaves; the view never shows more than was told."""
    house = bilingual()
    (before,) = house.told("e3")
    for _ in range(20):
        house.engine.calls.forecast.pace._handling.add(1000)
    assert house.told("e3") == [before] and house.shown()["e3"] == before
    assert house.shown()["e2"] > before, "nothing was told, so nothing has to be kept"
    house.engine.handle(PauseRequested(AgentId("a0"), "lunch"), house.now)
    (after,) = house.told("e3")
    assert after > before


def test_nobody_at_work_is_not_known() -> None:
    """Who has asked to leave, or for a pause, takes no call after this one."""
    house = House(opened(office(agent("ann"), agent("ben"))))
    for name in ("c1", "c2", "c3"):
        house.come(name, "sales")
    house.engine.handle(PauseRequested(AgentId("ann"), "lunch"), house.now)
    assert house.told("c3") == [supposed(0, 1)]
    house.engine.handle(SignOutRequested(AgentId("ben")), house.now)
    assert house.told("c3") == [-1] and house.shown()["c3"] == -1
    assert view(house.engine, house.now).queues[0].expected_wait_s is None
    house.engine.handle(SignInRequested(AgentId("ben")), house.now)
    assert house.told("c3") == [supposed(0, 1)]


def test_it_falls_when_somebody_ahead_is_gone() -> None:
    """By one turn: that is more than what is learned of patience by it."""
    house = bilingual()
    (before,) = house.told("e3")
    house.engine.handle(LegEnded(LegId("e1")), house.now)
    assert before - house.told("e3")[0] > (supposed(4, 10) - supposed(3, 10)) * 0.9


def test_skills_that_are_applied_count_at_once() -> None:
    """Of those who are busy too; who is removed leaves."""
    house = bilingual()
    everybody = [agent(f"a{number}", en=5, fr=5) for number in range(9)]
    house.engine.handle(PoolApplied(replace(office(*everybody, queues=[EN, FR]))), house.now)
    assert house.told("f2") == [supposed(1, 9)]


def test_who_waits_for_certain_agents_is_ahead_of_those_whom_these_serve() -> None:
    """One of ten agents: the caller ahead takes one whole turn of all ten; behind in rank nothing."""
    matcher, staff = Matcher(), Staff()
    for person in SIX_AND_FOUR:
        staff.note(person.id, person.profile)
    forecast, ann, english = Forecast(matcher, staff), Want(agents=(AgentId("a0"),)), Want((needs(en=1),))
    matcher.add_call(CallId("c1"), ann, (1.0, 1))
    for rank, want, ahead in (((2.0, 2), english, 1), ((2.0, 2), ann, 1), ((0.0, 0), english, 0)):
        outlook = forecast.prospect(want, EN.id).behind(forecast.ahead(want, rank))
        assert outlook is not None and outlook.ahead == ahead


def test_queues_that_ask_for_the_same_agents_expect_the_same() -> None:
    """Whoever comes into one of them stands behind the callers of both."""
    house = House(opened(office(agent("ann"), queues=[queue("sales"), queue("help")])))
    for name, line in (("c1", "sales"), ("c2", "sales"), ("c3", "help")):
        house.come(name, line)
    assert [line.expected_wait_s for line in view(house.engine, house.now).queues] == [supposed(2, 1)] * 2


def test_what_an_error_left_half_done_is_learned_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The record of a caller who came into line was kept, so the caller counts among those who wait."""
    house = House(opened(office(agent("ann"))))

    def fails(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(house.engine.matcher, "take_pairs", fails)
    with pytest.raises(ValueError):
        house.come("c1", "sales")
    house.engine.take_fault()
    assert house.engine.calls.forecast.pace.waiting(QueueId("sales")) == 1
