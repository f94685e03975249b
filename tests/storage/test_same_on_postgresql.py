"""Everything that is checked on SQLite holds on PostgreSQL too."""

import pytest

from tests.unit.explain.test_explainer import *  # noqa: F403
from tests.unit.storage.conftest import database  # noqa: F401 - a fixture
from tests.unit.storage.test_conversations import *  # noqa: F403
from tests.unit.storage.test_database import (  # noqa: F401
    test_all_or_nothing,
    test_read_then_write_beside_another_writer,
)
from tests.unit.storage.test_delivery import *  # noqa: F403
from tests.unit.storage.test_hours_overrides import *  # noqa: F403
from tests.unit.storage.test_queries import *  # noqa: F403
from tests.unit.storage.test_recall import *  # noqa: F403
from tests.unit.storage.test_settings import *  # noqa: F403
from tests.unit.storage.test_then import *  # noqa: F403
from tests.unit.storage.test_upserts import *  # noqa: F403
from tests.unit.storage.test_voicemails import *  # noqa: F403
from tests.unit.storage.test_writer import *  # noqa: F403


@pytest.fixture
def url(postgres_url: str) -> str:
    """A database with tables and nothing in them."""
    return postgres_url
