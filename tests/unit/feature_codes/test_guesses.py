"""The limit of wrong PINs: by phone and by number, and no way around it."""

from acd.feature_codes import guesses as module
from acd.feature_codes.guesses import Guesses


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_phone_and_a_number_have_a_limit_each() -> None:
    """Another phone does not help to guess a number, nor another number at the same phone."""
    guesses = Guesses(Watch(), most=2)
    for number in ("1", "2"):
        assert not guesses.blocked("a", number)
        guesses.note("a", number)
    assert guesses.blocked("a", "3")
    assert not guesses.blocked("b", "1")
    guesses.note("b", "1")
    assert guesses.blocked("c", "1") and not guesses.blocked("c", "2")


def test_the_limit_is_for_a_while() -> None:
    """Each guess is forgotten by itself."""
    watch = Watch()
    guesses = Guesses(watch, most=2, within_s=10)
    guesses.note("a", "1")
    watch.now += 6
    guesses.note("a", "1")
    assert guesses.blocked("a", "1")
    watch.now += 4
    assert not guesses.blocked("a", "1")
    guesses.note("a", "1")
    assert guesses.blocked("a", "1")


def test_a_right_pin_clears_its_number_and_not_the_phone() -> None:
    """Nobody makes room for more guesses by signing in between."""
    guesses = Guesses(Watch(), most=3)
    guesses.note("a", "1")
    guesses.note("a", "1")
    guesses.take_back("a", "1")
    guesses.note("b", "1")
    assert not guesses.blocked("b", "1")
    guesses.note("a", "2")
    guesses.note("a", "2")
    assert guesses.blocked("a", "9")


def test_what_is_old_is_not_kept(monkeypatch: object) -> None:
    """However many numbers are tried in a year."""
    watch = Watch()
    guesses = Guesses(watch)
    for number in range(module._MANY + 50):
        guesses.note("a", str(number))
        watch.now += 1
    assert len(guesses._made) <= module._MANY + 1
    watch.now += module.WITHIN_S
    for number in range(module._MANY):
        guesses.note("b", str(number))
    assert ("number", "0") in guesses._made and ("phone", "a") not in guesses._made
