"""Configuration."""

from acd.domain.pool import OfferRules, Pool


def test_an_empty_pool_is_what_there_is_before_anything_was_applied() -> None:
    """And has rules."""
    pool = Pool()
    assert not (pool.tenants or pool.entries or pool.flows or pool.queues or pool.agents)
    assert pool.offer_rules == OfferRules(refused_rest_s=5.0, failed_rest_s=10.0, missed_limit=2, ringing_within_s=3.0)
