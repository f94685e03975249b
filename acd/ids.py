"""The only reader of randomness: secrets and names that nobody can guess, and the chance of simulations."""

import random
import secrets
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
Chance = random.Random
"""A source of numbers; from `seeded`."""


def new_secret() -> str:
    """Return a secret of 256 bits as text that is safe in URLs and SIP headers."""
    return secrets.token_urlsafe(32)


def new_mark() -> str:
    """Return a short word that tells one run of this program from all others."""
    return secrets.token_hex(3)


def new_name() -> str:
    """Return a name that nothing else has."""
    return secrets.token_hex(8)


def jitter() -> float:
    """Return a number from 0 up to 1, to spread reconnects."""
    return secrets.randbelow(1 << 30) / (1 << 30)


def pick(choices: Sequence[T]) -> T:
    """Return one of them, each as likely as the others."""
    return secrets.choice(choices)


def seeded(seed: str) -> Chance:
    """Return a source of chance that gives the same numbers for the same seed, for simulations only."""
    return Chance(seed)
