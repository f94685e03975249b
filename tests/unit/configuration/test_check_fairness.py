"""Shares of tenants that have no effect, or other ones than somebody may have had in mind."""

from typing import Any

import pytest

from tests.unit.configuration.test_check import warned


def tenants(*weights: float | None) -> list[dict[str, Any]]:
    """Return tenants with these weights; None: it is not written."""
    flows = {"main": ["hang_up"]}
    named: list[dict[str, Any]] = [
        {"id": f"t{place}", "name": f"T {place}", "numbers": [f"10{place}"], "flows": flows}
        for place in range(len(weights))
    ]
    return [one | ({} if weight is None else {"weight": weight}) for one, weight in zip(named, weights, strict=True)]


def told(*weights: float | None, **rules: float) -> list[tuple[Any, ...]]:
    """Return what is doubtful about these weights, where there is a pace."""
    return warned(tenants=tenants(*weights), fairness=rules)


@pytest.mark.parametrize("weights", [(None, None), (2, 1, 0.5), (19, *[None] * 9), (0.06, *[None] * 9)])
def test_what_is_meant_is_no_warning(weights: tuple[float | None, ...]) -> None:
    """Shares that differ are what weights are for."""
    assert told(*weights) == []


def test_weights_without_a_pace() -> None:
    """Each is named; those that are not written are not."""
    message = (
        "has no effect: without `fairness` callers of all tenants stand in the order of coming; add `fairness: {}`"
    )
    assert warned(tenants=tenants(None, 2, 1)) == [
        (("tenants", 1, "weight"), message),
        (("tenants", 2, "weight"), message),
    ]


@pytest.mark.parametrize("weights", [(), (None,), (3,)])
def test_a_pace_between_nobody(weights: tuple[float | None, ...]) -> None:
    """One tenant has nobody to be kept from."""
    assert told(*weights) == [(("fairness",), "has no effect: it is between tenants, and there is only one")]


def test_a_pace_as_long_as_the_limit() -> None:
    """It makes no difference whether two or twenty wait."""
    message = (
        "the pace is one caller in 60 s, 60 an hour, so that the second who waits is put back by all of at_most_s; "
        "use less than 60"
    )
    assert told(None, None, pace_s=60, at_most_s=60) == [(("fairness", "pace_s"), message)]


def test_a_weight_that_starves() -> None:
    """In numbers, with the least that would do."""
    message = (
        "the pace is one caller in 600 s, 6 an hour: while one of them waits, everybody who comes from another tenant "
        "within 600 s goes before the next one; use more than 0.05"
    )
    assert told(0.05, None, None) == [(("tenants", 0, "weight"), message)]


def test_a_weight_far_below_the_others() -> None:
    """How many of the others are served for one."""
    message = (
        "the pace is one caller in 60 s, 60 an hour: while all have callers in line, one is served for 20 of most "
        "other tenants (weight 10)"
    )
    assert told(0.5, 10, 10) == [(("tenants", 0, "weight"), message)]


def test_a_weight_far_above_the_others() -> None:
    """What that means for them."""
    message = (
        "while all have callers in line, 40 are served for one of most other tenants (weight 1), who may wait for "
        "300 s behind callers who came later"
    )
    assert told(None, 40, None, at_most_s=300) == [(("tenants", 1, "weight"), message)]
