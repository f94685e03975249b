"""The controller dies while somebody's word on opening hours counts, and is away when that ends."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.centre_configuration import configuration
from tests.fixtures.outside import Outside, outside
from tests.fixtures.patience import until, until_true

pytestmark = pytest.mark.live


def document() -> dict[str, Any]:
    """Two hours that are always open."""
    made = configuration()
    (tenant,) = made["tenants"]
    tenant["timezone"] = "Europe/Berlin"
    tenant["hours"] = {"practice": {"open": "24/7"}, "shop": {"open": "24/7"}}
    return made


async def test_what_was_said_survives(tmp_path: Path) -> None:
    """Until its end, which is told once and as it was promised, also when nobody was there at that moment."""
    async with outside(tmp_path, document()) as centre:
        client = centre.client
        said = await asyncio.to_thread(client.override_hours, "acme", "practice", "closed", None, 3600.0, "Storm")
        assert said.override is not None
        short = await asyncio.to_thread(client.override_hours, "acme", "shop", "closed", None, 3.0)
        assert short.override is not None and short.override.until is not None
        await until_true(lambda: _stored(centre, 2), "both are stored")
        await centre.kill()
        ends_at = short.override.until
        await until(lambda: datetime.now(UTC) > ends_at, "its end has come")
        await centre.start()
        practice, shop = await asyncio.to_thread(client.hours)
        assert (practice.state, practice.override) == ("closed", said.override)
        assert (shop.state, shop.override) == ("open", None)
        await until_true(lambda: _ended(centre), "the end is stored")
        await centre.kill()
        await centre.start()
        assert [one.state for one in await asyncio.to_thread(client.hours)] == ["closed", "open"]
        rows = {row["hours_id"]: row for row in await centre.rows("hours_overrides")}
        assert len(rows) == 2
        assert rows["acme/shop"]["ended_at_ms"] == round(short.override.until.timestamp() * 1000)
        assert rows["acme/shop"]["ended_by"] == "time"
        assert rows["acme/practice"]["ended_at_ms"] is None


async def _stored(centre: Outside, number: int) -> bool:
    return len(await centre.rows("hours_overrides")) == number


async def _ended(centre: Outside) -> bool:
    return any(row["ended_by"] == "time" for row in await centre.rows("hours_overrides"))
