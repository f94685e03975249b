"""Configuration."""

from acd.domain.pool import OfferRules, Pool


def test_an_empty_pool_is_what_there_is_before_anything_was_applied() -> None:
    """And has rules."""
    pool = Pool()
    assert not (pool.tenants or pool.entries or pool.flows or pool.queues or pool.agents)
    assert pool.offer_rules == OfferRules(5.0, 10.0, 2, 3.0)
