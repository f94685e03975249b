"""Modules are loaded without the garbage collector."""

import gc

import pytest

from acd import gc_pause


def test_nothing_is_collected_while_modules_load_and_what_they_made_is_left_alone() -> None:
    """Afterwards all is as before, but that what was made is not looked at any more."""
    before = gc.get_freeze_count()
    with gc_pause.loading():
        assert not gc.isenabled()
        made = [[] for _ in range(1000)]  # type: ignore[var-annotated]
    assert gc.isenabled() and gc.get_freeze_count() >= before + len(made)
    gc.unfreeze()


def test_who_had_switched_it_off_finds_it_off() -> None:
    """It is not ours to switch on."""
    gc.disable()
    try:
        with gc_pause.loading():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
        gc.unfreeze()


def test_a_module_that_cannot_be_loaded_leaves_it_on() -> None:
    """The error is told, and nothing else is broken."""
    with pytest.raises(ModuleNotFoundError), gc_pause.loading():
        import acd.there_is_no_such_module  # type: ignore[import-not-found]  # noqa: F401
    assert gc.isenabled()
    gc.unfreeze()
