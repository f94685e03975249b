"""One tenant's surge: how far its callers are put back, and what the callers of the others can count on."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.domain.calls import CallId
from acd.domain.fairness import Fairness
from acd.domain.tenants import Tenant, TenantId
from acd.engine.fair_pace import FairPace

ACME, BETA = TenantId("acme"), TenantId("beta")
RULES = Fairness(pace_s=30, at_most_s=600)
WHOLE = 0.001
"""Seconds that rounding may cost."""


class Line:
    """A line in which callers of some tenants come and go."""

    def __init__(self, rules: Fairness | None = RULES, **weights: float) -> None:
        self.pace, self.rules = FairPace(), rules
        self.tenants = {name: Tenant(TenantId(name), name, weight=weight) for name, weight in weights.items()}
        self.came: dict[CallId, tuple[str, float, float]] = {}
        """Of everybody: the tenant, when they came, and when that counts."""
        self.left: set[CallId] = set()

    def comes(self, now: float, tenant: str = "acme") -> float:
        """Somebody comes; returns by how much they are put back."""
        call_id = CallId(str(len(self.came)))
        put_back = self.pace.join(call_id, TenantId(tenant), now, self.rules, self.tenants.get(tenant))
        self.came[call_id] = tenant, now, now + put_back
        return put_back

    def leaves(self, number: int) -> None:
        """Somebody leaves, at whatever place."""
        call_id = CallId(str(number))
        self.pace.leave(call_id, TenantId(self.came[call_id][0]))
        self.left.add(call_id)

    def waiting(self, tenant: str) -> list[tuple[float, float]]:
        """Return when those who wait came, and when that counts, in the order of coming."""
        here = [who for call_id, who in self.came.items() if call_id not in self.left]
        return [(came, counts) for whose, came, counts in here if whose == tenant]


def test_without_rules_everybody_stands_in_the_order_of_coming() -> None:
    """Who waits is noted all the same: rules may come into force at any time."""
    line = Line(rules=None)
    assert [line.comes(0), line.comes(0), line.comes(1)] == [0, 0, 0]
    line.rules = RULES
    assert line.comes(1) == 30


def test_a_surge_is_spread_by_the_pace() -> None:
    """Those who come at once count as if they had come one after the other; and never more than the limit later."""
    line = Line()
    assert [line.comes(0) for _ in range(30)] == [min(600, 30 * number) for number in range(30)]


def test_the_weight_is_a_share() -> None:
    """Twice the weight is half the distance."""
    line = Line(big=2, small=0.5)
    assert [line.comes(0, "big") for _ in range(3)] == [0, 15, 30]
    assert [line.comes(0, "small") for _ in range(3)] == [0, 60, 120]
    assert [line.comes(0, "unknown") for _ in range(3)] == [0, 30, 60]


def test_who_calls_at_the_pace_is_never_put_back() -> None:
    """However many wait because nobody is free."""
    line = Line()
    assert [line.comes(30.0 * number) for number in range(50)] == [0] * 50


def test_what_was_served_in_time_is_no_debt() -> None:
    """A tenant with few callers in line is put back for these only, however many it had before."""
    line = Line()
    for number in range(200):
        assert line.comes(5.0 * number) <= 30
        if number:
            line.leaves(number - 1)
    line.leaves(199)
    assert line.comes(1000) == 0


def test_who_gives_up_is_in_nobody_s_way() -> None:
    """The place behind is as far back as the line before it is long."""
    line = Line()
    for _ in range(20):
        line.comes(0)
    for number in range(1, 20):
        line.leaves(number)
    assert line.comes(1) == 29


def test_callers_who_were_taken_over_count() -> None:
    """In the order in which they came, whatever order the PBX tells them in."""
    pace = FairPace()
    for name, moment in (("b", 30.0), ("c", 60.0), ("a", 0.0)):
        pace.join_again(CallId(name), ACME, moment)
    assert pace.join(CallId("d"), ACME, 1.0, RULES, None) == 89
    assert pace.moments() == {"a": 0.0, "b": 30.0, "c": 60.0, "d": 90.0}
    for name in "abcd":
        pace.leave(CallId(name), ACME)
    pace.leave(CallId("a"), ACME)
    pace.leave(CallId("a"), BETA)
    assert pace.moments() == {} and pace.join(CallId("e"), ACME, 2.0, RULES, None) == 0


def test_the_last_who_was_taken_over_leaves_before_anybody_comes() -> None:
    """Nothing is left of the tenant."""
    pace = FairPace()
    pace.join_again(CallId("a"), ACME, 5.0)
    pace.leave(CallId("a"), ACME)
    assert pace.moments() == {}


def test_a_limit_that_was_lowered_counts_at_once() -> None:
    """Also where those who wait were put back farther."""
    line = Line()
    for _ in range(10):
        line.comes(0)
    line.rules = Fairness(pace_s=30, at_most_s=60)
    assert line.comes(1) == 60


moments = st.lists(
    st.tuples(st.floats(0, 40), st.sampled_from(["acme", "beta"]), st.integers(0, 60)), min_size=1, max_size=60
)
weights = st.sampled_from([0.25, 1.0, 2.0, 5.0])


def play(steps: Sequence[tuple[float, str, int]], line: Line) -> None:
    """Callers come after some seconds each; now and then one who waits leaves."""
    now = 0.0
    for after, tenant, leaves in steps:
        now += after
        if leaves < len(line.came):
            line.leaves(leaves)
        put_back = line.comes(now, tenant)
        assert 0 <= put_back <= RULES.at_most_s
        check(line, now)


def check(line: Line, now: float) -> None:
    """What everybody can count on, at any moment."""
    for tenant in ("acme", "beta"):
        step = RULES.step_s(line.tenants.get(tenant))
        waiting = line.waiting(tenant)
        counts = [counted for _, counted in waiting]
        assert counts == sorted(counts), "somebody goes before a caller of the same tenant who came earlier"
        of_late = [who for who in waiting if who[0] > now - RULES.at_most_s]
        if of_late:
            first = of_late[0][0]
            before = sum(counted <= now for _, counted in of_late)
            assert before <= (now - first) / step + 1 + WHOLE, "a surge stands in the way of one who comes now"


@given(steps=moments, acme=weights, beta=weights)
def test_what_the_others_can_count_on(steps: list[tuple[float, str, int]], acme: float, beta: float) -> None:
    """Of a tenant's callers, one for each step since its first who waits came goes before somebody who comes now."""
    play(steps, Line(acme=acme, beta=beta))


@given(gaps=st.lists(st.floats(30, 200), max_size=40), leave=st.lists(st.integers(0, 40), max_size=20))
def test_at_the_pace_or_slower(gaps: list[float], leave: list[int]) -> None:
    """Never put back, whoever leaves and whenever."""
    line, now = Line(), 0.0
    for number, gap in enumerate(gaps):
        now += gap
        assert line.comes(now) <= WHOLE
        for who in leave:
            if who == number:
                line.leaves(who)


@pytest.mark.parametrize("weight", [1.0, 3.0])
def test_a_lasting_overload_is_shared_by_weight(weight: float) -> None:
    """Two tenants that always have callers in line are served in proportion to their weights."""
    line = Line(acme=weight, beta=1.0)
    line.rules = Fairness(pace_s=30, at_most_s=1e9)
    served = {"acme": 0, "beta": 0}
    queue: list[tuple[float, int, str]] = []
    for second in range(20_000):
        for tenant in ("acme", "beta"):
            if second % 4 == 0:
                number = len(line.came)
                queue.append((second + line.comes(second, tenant), number, tenant))
        if second % 20 == 19:
            best = min(queue)
            queue.remove(best)
            line.leaves(best[1])
            served[best[2]] += 1
    share = served["acme"] / served["beta"]
    assert share == pytest.approx(weight, rel=0.1)


def test_steps_of_a_surge_are_no_shorter_than_the_pace() -> None:
    """Also when it lasts, and nobody leaves."""
    line = Line()
    counted = [now + line.comes(now) for now in (0.0, 1.0, 2.0, 40.0, 41.0)]
    assert all(after - before >= 30 for before, after in pairwise(counted))
