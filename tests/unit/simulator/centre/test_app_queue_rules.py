"""The rules of app_queue, one by one, on boards that can be worked out by hand."""

from typing import Any

import pytest

from acd.domain.agents import AgentId
from acd.simulator.centre.app_queue_rules import (
    Attempt,
    Board,
    Entry,
    Line,
    Member,
    attempts,
    calc_metric,
    find_best,
    recalc_holdtime,
    store_next,
)
from acd.simulator.centre.scenario import AppQueue

ANN, BOB, CID = (AgentId(name) for name in ("ann", "bob", "cid"))
NOW = 1000


def line(name: str = "q", members: tuple[AgentId, ...] = (ANN, BOB, CID), **more: Any) -> Line:
    times = {key: more.pop(key) for key in ("wrapuptime", "weight") if key in more}
    found = [Member(agent_id, 0, place) for place, agent_id in enumerate(members)]
    return Line(name, AppQueue(**more), found, **times)


def callers(queue: Line, count: int, start: int = 900) -> list[Entry]:
    made = [Entry(number, start + number) for number in range(count)]
    queue.entries += made
    return made


def board(*lines: Line, free: tuple[AgentId, ...] = (ANN, BOB, CID)) -> Board:
    return Board(list(lines), set(free))


def test_as_many_callers_have_their_turn_as_members_are_available() -> None:
    """is_our_turn with autofill: two members, so the first two callers."""
    queue = line()
    entries = callers(queue, 3)
    seen = board(queue, free=(ANN, CID))
    assert [seen.is_our_turn(queue, entry, NOW) for entry in entries] == [True, True, False]


def test_without_autofill_only_the_head_has_its_turn() -> None:
    """However many are available; while the head is being rung for, nobody else's turn comes."""
    queue = line(autofill=False)
    entries = callers(queue, 2)
    seen = board(queue)
    assert [seen.is_our_turn(queue, entry, NOW) for entry in entries] == [True, False]
    entries[0].pending = True
    assert not seen.is_our_turn(queue, entries[1], NOW)


def test_ringall_counts_one_member() -> None:
    """num_available_members: with ringall more than one does not count, so only one caller has a turn at a time."""
    queue = line(strategy="ringall")
    entries = callers(queue, 2)
    seen = board(queue)
    assert seen.num_available_members(queue, NOW) == 1
    assert [seen.is_our_turn(queue, entry, NOW) for entry in entries] == [True, False]


def test_a_caller_whom_nobody_can_serve_uses_up_a_member() -> None:
    """Head of line: not pending, so counted; one who is being rung for is not."""
    queue = line()
    stuck, behind = callers(queue, 2)
    seen = board(queue, free=(ANN,))
    assert not seen.is_our_turn(queue, behind, NOW)
    stuck.pending = True
    assert seen.is_our_turn(queue, behind, NOW)


def test_wrap_up_is_that_of_the_queue_that_counts() -> None:
    """is_member_available: 10 s after the last call one is available where wrap-up is 10 s, and not where it is 11."""
    short, long = line("short", wrapuptime=10), line("long", wrapuptime=11)
    seen = board(short, long)
    for queue in (short, long):
        queue.members[0].lastcall = NOW - 10
    assert seen.is_member_available(short, short.members[0], NOW)
    assert not seen.is_member_available(long, long.members[0], NOW)


def test_wrap_up_of_another_queue_is_seen_only_when_it_is_to_ring() -> None:
    """With shared_lastcall: counted as available in a queue without wrap-up, and refused by can_ring_entry."""
    mine, other = line("mine", wrapuptime=0), line("other", wrapuptime=30)
    seen = board(mine, other)
    (entry,) = callers(mine, 1)
    seen.update_queue(other, other.members[0], NOW)
    assert seen.is_member_available(mine, mine.members[0], NOW + 5)
    assert not seen.can_ring_entry(mine, entry, mine.members[0], NOW + 29)
    assert seen.can_ring_entry(mine, entry, mine.members[0], NOW + 30)


def test_without_shared_lastcall_other_queues_know_nothing_of_wrap_up() -> None:
    """update_queue touches the one member alone: the agent is rung in the midst of the notes."""
    mine, other = line("mine", shared_lastcall=False), line("other", wrapuptime=30, shared_lastcall=False)
    seen = board(mine, other)
    (entry,) = callers(mine, 1)
    seen.update_queue(other, other.members[0], NOW)
    assert seen.can_ring_entry(mine, entry, mine.members[0], NOW)
    assert (mine.members[0].calls, other.members[0].calls) == (0, 1)


def test_a_weightier_queue_goes_first_while_it_has_as_many_callers_as_members() -> None:
    """compare_weight: two free members and one caller there leave one for us; two callers leave none."""
    light, heavy = line("light"), line("heavy", members=(ANN, BOB), weight=10)
    seen = board(light, heavy, free=(ANN, BOB))
    (entry,) = callers(light, 1)
    callers(heavy, 1)
    assert seen.can_ring_entry(light, entry, light.members[0], NOW)
    callers(heavy, 1)
    assert not seen.can_ring_entry(light, entry, light.members[0], NOW)
    assert seen.can_ring_entry(light, entry, light.members[2], NOW) is False, "not free"
    assert seen.can_ring_entry(heavy, heavy.entries[0], heavy.members[0], NOW)


def test_the_longest_waiting_caller_of_all_queues_goes_first_if_that_is_set() -> None:
    """is_longest_waiting_caller looks at the first of each other queue who is not being rung for."""
    one, other = line("one", force_longest_waiting_caller=True), line("other", force_longest_waiting_caller=True)
    seen = board(one, other)
    (late,) = callers(one, 1, start=950)
    (early,) = callers(other, 1, start=940)
    assert not seen.can_ring_entry(one, late, one.members[0], NOW)
    assert seen.can_ring_entry(other, early, other.members[0], NOW)
    early.pending = True
    assert seen.can_ring_entry(one, late, one.members[0], NOW)


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [("leastrecent", CID), ("fewestcalls", BOB), ("linear", ANN), ("rrmemory", BOB), ("ringall", ANN)],
)
def test_each_strategy_has_its_metric(strategy: str, expected: AgentId) -> None:
    """calc_metric: never called first, fewest calls, first in the list, next in turn, all alike."""
    queue = line(strategy=strategy)
    ann, bob, cid = queue.members
    ann.lastcall, ann.calls = 990, 2
    bob.lastcall, bob.calls = 995, 1
    cid.lastcall, cid.calls = 0, 3
    queue.rrpos = 1
    best = find_best(attempts(queue, Entry(0, 900), {ANN, BOB, CID}, NOW))
    assert best is not None and best.member.agent_id == expected


def test_least_recent_is_who_ended_the_last_call_the_longest_ago() -> None:
    """In whole seconds; of equals the first in the list."""
    queue = line()
    for member, lastcall in zip(queue.members, (995, 990, 990), strict=True):
        member.lastcall = lastcall
    best = find_best(attempts(queue, Entry(0, 900), {ANN, BOB, CID}, NOW))
    assert best is not None and best.member.agent_id == BOB


def test_penalty_counts_more_than_the_strategy() -> None:
    """Ann was called never and has penalty 1: Bob, who hung up a second ago, is rung first.

    In the very second in which he hangs up the two are equal: a metric of 1,000,000 is both.
    """
    queue = line()
    queue.members[0].penalty, queue.members[1].lastcall = 1, NOW - 1
    best = find_best(attempts(queue, Entry(0, 900), {ANN, BOB}, NOW))
    assert best is not None and best.member.agent_id == BOB


def test_a_caller_who_needs_a_skill_skips_members_below_the_penalty() -> None:
    """QUEUE_MIN_PENALTY: those below are no choice at all, and those who are not signed in neither."""
    queue = line()
    queue.members[2].penalty = 1
    assert [one.member.agent_id for one in attempts(queue, Entry(0, 900, min_penalty=1), {ANN, CID}, NOW)] == [CID]
    assert attempts(queue, Entry(0, 900, min_penalty=1), {ANN, BOB}, NOW) == []


def test_round_robin_goes_on_behind_whom_it_rang() -> None:
    """store_next_rr: after Ann comes Bob; after the last one the first."""
    queue, entry, everybody = line(strategy="rrmemory"), Entry(0, 900), {ANN, BOB, CID}
    rung = []
    for _ in range(4):
        outgoing = attempts(queue, entry, everybody, NOW)
        best = find_best(outgoing)
        assert best is not None
        best.rings = True
        rung.append(best.member.agent_id)
        store_next(queue, entry, outgoing)
    assert rung == [ANN, BOB, CID, ANN]


def test_round_robin_with_one_member_wraps() -> None:
    """Nobody else to go on to: the position grows, and once it is beyond the last, Ann is behind it."""
    queue, entry = line(members=(ANN,), strategy="rrmemory"), Entry(0, 900)
    outgoing = attempts(queue, entry, {ANN}, NOW)
    outgoing[0].rings = True
    store_next(queue, entry, outgoing)
    assert queue.rrpos == 1
    assert calc_metric(queue, entry, queue.members[0], NOW) == 1000
    queue.wrapped = True
    store_next(queue, entry, outgoing)
    assert queue.rrpos == 0 and not queue.wrapped


def test_linear_remembers_for_the_caller_alone() -> None:
    """store_next_lin: this caller's next try begins with Bob, another caller's with Ann."""
    queue, entry = line(strategy="linear"), Entry(0, 900)
    outgoing = attempts(queue, entry, {ANN, BOB, CID}, NOW)
    outgoing[0].rings = True
    store_next(queue, entry, outgoing)
    again = find_best(attempts(queue, entry, {ANN, BOB, CID}, NOW))
    fresh = find_best(attempts(queue, Entry(1, 901), {ANN, BOB, CID}, NOW))
    assert again is not None and again.member.agent_id == BOB
    assert fresh is not None and fresh.member.agent_id == ANN
    only = [Attempt(queue.members[0], 0, rings=True)]
    entry.linwrapped = False
    store_next(queue, entry, only)
    assert entry.linpos == 2


def test_the_hold_time_is_that_of_the_last_calls() -> None:
    """recalc_holdtime: until a call of the queue is over the last one, then a quarter of the way; whole seconds."""
    queue = line()
    told = []
    for waited, ends in ((30, False), (50, True), (0, True), (101, True)):
        recalc_holdtime(queue, waited)
        told.append(queue.holdtime)
        queue.ended += ends
    assert told == [30, 50, 37, 53]
