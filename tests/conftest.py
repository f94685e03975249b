"""What tests of several folders share: real databases, a log that costs little, examples without a deadline."""

from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

from tests.fixtures.databases import *  # noqa: F403 - fixtures are found by their names

# how long an example takes says more of what else the machine does; speed has its benchmarks
settings.register_profile("whatever-it-takes", deadline=None)
settings.load_profile("whatever-it-takes")


@pytest.fixture(scope="session", autouse=True)
def plain_tracebacks() -> Iterator[None]:
    """Log errors as the product does: the library's drawn tracebacks cost a test that provokes some three seconds."""
    before = structlog.get_config()
    *others, _ = before["processors"]
    renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*others, renderer])
    yield
    structlog.configure(**before)
