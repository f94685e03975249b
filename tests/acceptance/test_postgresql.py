"""The same call centre on PostgreSQL."""

from pathlib import Path

import pytest

from tests.fixtures.call_centre import call_centre
from tests.fixtures.centre_configuration import configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import talking

pytestmark = pytest.mark.live


async def test_a_call_is_kept_in_postgresql(tmp_path: Path, empty_postgres_url: str) -> None:
    """From an empty database to the account of a conversation with a hold in it."""
    url = empty_postgres_url.replace("postgresql://", "postgresql+asyncpg://")
    async with call_centre(tmp_path, configuration(whisper=True), database_url=url) as centre:
        call, ringing = await talking(centre)
        await ringing.hold()
        await ringing.unhold()
        ringing.hang_up()
        await call.ended(scaled(5))
        assert centre.app.database.dialect == "postgresql"
        kinds = [segment["kind"] for segment in await centre.rows("segments")]
        assert kinds == ["flow", "queue", "ring", "talk", "hold", "talk"]
        row = await centre.only_row()
        assert (row["outcome_class"], row["outcome_reason"]) == ("answered", "agent_hung_up")
        await assert_clean(centre)
