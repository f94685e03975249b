"""One fresh checkout for all tests of processes, and one running call centre to a module that asks for it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fixtures.pbx import asterisk
from tests.fixtures.processes import Place, Running, free_place, fresh_checkout


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository, as after `git clone` and the first start."""
    asterisk()
    return fresh_checkout(tmp_path_factory.mktemp("checkout"))


@pytest.fixture
def place(checkout: Path, tmp_path: Path) -> Place:
    """Free ports and an empty folder."""
    return free_place(checkout, tmp_path)


@pytest.fixture(scope="module")
def new_place(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Place]:
    """Make places of which each has free ports and an empty folder."""
    return lambda: free_place(checkout, tmp_path_factory.mktemp("place"))


@pytest.fixture(scope="module")
def centre(new_place: Callable[[], Place]) -> Iterator[Running]:
    """`make run`, ready; shared by the tests of a module."""
    with new_place().running("make", "run") as running:
        running.ready()
        yield running
