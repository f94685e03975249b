"""Randomness."""

import re

from acd import ids


def test_secrets_are_long_different_and_plain() -> None:
    """A secret has 256 bits, is never the same, and needs no escaping in a URL or a SIP header."""
    secrets = {ids.new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", secret) for secret in secrets)


def test_jitter_is_a_fraction() -> None:
    """Jitter lies in [0, 1) and varies."""
    values = {ids.jitter() for _ in range(100)}
    assert all(0 <= value < 1 for value in values)
    assert len(values) > 90


def test_every_choice_is_picked_sooner_or_later() -> None:
    """Nothing is left out and nothing else comes."""
    assert {ids.pick("abc") for _ in range(300)} == set("abc")


def test_the_same_seed_gives_the_same_numbers() -> None:
    """A simulated day can be repeated, and another seed gives another day."""
    one, again, other = ids.seeded("1"), ids.seeded("1"), ids.seeded("2")
    numbers = [one.random() for _ in range(10)]
    assert numbers == [again.random() for _ in range(10)]
    assert numbers != [other.random() for _ in range(10)]
