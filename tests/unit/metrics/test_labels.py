"""Label values stay few."""

from hypothesis import given
from hypothesis import strategies as st

from acd.domain.tenants import TenantId
from acd.metrics.labels import FirstComers, tenant_label


@given(st.lists(st.text()))
def test_never_more_values_than_the_limit(values: list[str]) -> None:
    """Twenty, and one for all others; who was let in once stays in."""
    bound = FirstComers(20)
    first = [bound.pass_or_other(value) for value in values]
    assert len(set(first)) <= 21
    assert [bound.pass_or_other(value) for value in values] == first


def test_a_value_is_short_and_can_be_printed() -> None:
    """What an agent types may be long, and may hold half a character."""
    assert FirstComers(1).pass_or_other("x" * 100) == "x" * 64
    assert FirstComers(1).pass_or_other("\ud800") == "?"


def test_tenants_can_be_folded() -> None:
    """With thousands of tenants each series would be kept thousands of times."""
    assert tenant_label(TenantId("florist"), detail=True) == "florist"
    assert tenant_label(None, detail=True) == "none"
    assert tenant_label(TenantId("florist"), detail=False) == "all"
    assert tenant_label(None, detail=False) == "all"
