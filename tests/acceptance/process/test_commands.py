"""The commands of `acd` as a user types them: what they print, what they change, their exit status."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it has no types
import pytest
from ruamel.yaml import YAML

from acd import __version__, config
from tests.fixtures.processes import Place, Running, accounts, softphone

pytestmark = pytest.mark.live

EXAMPLE = "examples/demo.yaml"
WRONG = "tenants:\n- id: acme\n  name: Acme\n  queue: suport\nqueues:\n- id: support\n  ring_timeout_s: soon\n"


def failure(place: Place, *words: str) -> str:
    """What a command that fails says on standard error; it says nothing else, and no trace back."""
    done = place.acd(*words)
    assert done.returncode == 1, (words, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def with_dave(place: Place, folder: Path) -> Path:
    """The example with one more agent and without carol."""
    document = YAML(typ="safe").load((place.checkout / EXAMPLE).read_text())
    kept = [agent for agent in document["agents"] if agent["id"] != "carol"]
    document["agents"] = [*kept, {"id": "dave", "name": "Dave", "skills": {"plumbing": 5, "reception": 5}}]
    file = folder / "with-dave.yaml"
    with file.open("w") as opened:
        YAML(typ="safe").dump(document, opened)
    return file


# without a controller


def test_check_praises_a_good_file_and_changes_nothing(place: Place) -> None:
    """The example that comes along is good, without a warning."""
    done = place.acd("check", EXAMPLE)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "demo.yaml is good: 2 tenants, 2 queues, 3 agents, 1 trunks\n"
    assert not place.var.exists()


def test_check_names_file_line_field_and_mend_of_every_mistake(place: Place, tmp_path: Path) -> None:
    """In the form that editors jump to."""
    (tmp_path / "wrong.yaml").write_text(WRONG)
    first, second = failure(place, "check", str(tmp_path / "wrong.yaml")).splitlines()
    assert first == "wrong.yaml:4: tenants[0].queue: there is no queue suport; did you mean support?"
    assert second.startswith("wrong.yaml:7: queues[0].ring_timeout_s: ")
    assert "none.yaml:1: cannot be read: No such file" in failure(place, "check", str(tmp_path / "none.yaml"))


def test_the_schema_is_one_and_knows_good_from_bad(place: Place) -> None:
    """Editors can use it: the example fits, a misspelt field does not."""
    schema: dict[str, Any] = json.loads(place.did("schema"))
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    document = YAML(typ="safe").load((place.checkout / EXAMPLE).read_text())
    assert list(validator(schema).iter_errors(document)) == []
    document["queues"][0]["ring_timeout"] = 20
    assert not validator(schema).is_valid(document)


def test_settings_shows_every_setting_and_no_password(place: Place) -> None:
    """Values are those in force here."""
    shown = place.but(database_url="postgresql+asyncpg://acd:hidden-word@db/acd").did("settings")
    for row in config.table():
        assert row.variable in shown
    assert str(place.http_port) in shown and "hidden-word" not in shown


def test_a_configuration_is_applied_before_the_first_start(place: Place, tmp_path: Path) -> None:
    """A dry run only tells; the real one is what the next start begins with, instead of the example."""
    file = str(with_dave(place, tmp_path))
    told = place.did("apply", "--dry-run", file)
    assert "would change:" in told and "dave" in told
    assert "no configuration was applied yet" in failure(place, "accounts")
    told = place.did("apply", file)
    assert "comes into force at the next start" in told and "version 1 is in force:" in told
    printed = accounts(place.did("accounts"))
    with place.running("make", "run") as running:
        running.ready()
        assert running.accounts == printed
        assert set(printed) == {"trunk-demo", "agent-alice", "agent-bob", "agent-dave"}


def test_migrate_can_be_done_beforehand_and_again(place: Place) -> None:
    """The second time there is nothing to do."""
    first, second = place.did("migrate"), place.did("migrate")
    assert "applied 0001" in first and "applied 0001" not in second
    assert first.endswith("the database is up to date\n") and second == "the database is up to date\n"


def test_what_needs_a_controller_says_how_to_start_one(place: Place) -> None:
    """Address and command are named."""
    for words in (["status"], ["agent", "sign-in", "alice"], ["agent", "ready", "alice"]):
        sentence = failure(place, *words)
        assert f"no controller answers at {place.url}" in sentence and "make run" in sentence


def test_a_file_that_is_no_tape_cannot_be_replayed(place: Place, tmp_path: Path) -> None:
    """Neither a missing one nor one that holds something else."""
    assert "there is no such file" in failure(place, "replay", str(tmp_path / "tape.jsonl"))
    assert "holds nothing that can be replayed" in failure(place, "replay", EXAMPLE)


def test_the_version_is_told(place: Place) -> None:
    """As every program does."""
    assert place.did("--version").strip() == __version__


# with a controller


def test_accounts_prints_what_the_start_printed(centre: Running) -> None:
    """The same passwords, and the token, which opens the API."""
    assert accounts(centre.place.did("accounts")) == centre.accounts
    assert centre.place.client().status().pbx_connected


def test_status_shows_queues_and_agents(centre: Running) -> None:
    """Every one of them."""
    shown = centre.place.did("status")
    assert "PBX connected" in shown
    for word in ("support", "reception", "alice", "bob", "carol"):
        assert word in shown


async def test_an_agent_pauses_comes_back_and_goes(centre: Running) -> None:
    """Each command tells the new state; one that does not fit is refused with the reason."""
    place = centre.place
    async with softphone(centre.accounts["agent-bob"], tone_hz=None):

        async def agent(*words: str) -> str:
            return (await asyncio.to_thread(place.did, "agent", *words)).strip()

        assert await agent("sign-in", "bob") == "bob is available"
        assert await agent("pause", "bob", "lunch") == "bob is paused (lunch)"
        assert "lunch" in await asyncio.to_thread(place.did, "status")
        assert await agent("resume", "bob") == "bob is available"
        assert await agent("sign-out", "bob") == "bob is offline"
        refused = await asyncio.to_thread(failure, place, "agent", "pause", "bob", "lunch")
        assert refused == "acd: the agent is not signed in"


@pytest.mark.parametrize("action", [["sign-in"], ["sign-out"], ["pause"], ["resume"], ["ready"]])
def test_an_unknown_agent_is_an_error(centre: Running, action: list[str]) -> None:
    """The name is repeated, so that the slip is seen."""
    reason = ["lunch"] if action == ["pause"] else []
    assert "alise" in failure(centre.place, "agent", *action, "alise", *reason)


async def test_applying_changes_accounts_at_once(new_place: Callable[[], Place], tmp_path: Path) -> None:
    """Who is new can register and sign in; who is gone cannot. A dry run and a wrong file change nothing."""
    place = new_place()
    file = str(with_dave(place, tmp_path))
    (tmp_path / "wrong.yaml").write_text(WRONG)
    with place.running("make", "run") as running:
        await asyncio.to_thread(running.ready)
        would = await asyncio.to_thread(place.did, "apply", "--dry-run", file)
        assert "would change:" in would
        assert "wrong.yaml:4" in await asyncio.to_thread(failure, place, "apply", str(tmp_path / "wrong.yaml"))
        assert "agent-dave" not in accounts(await asyncio.to_thread(place.did, "accounts"))
        done = await asyncio.to_thread(place.did, "apply", file)
        assert done.splitlines()[0] == "version 2 is in force:"
        assert done.splitlines()[1:] == would.splitlines()[1:]
        assert any("dave" in line for line in done.splitlines()) and any("carol" in line for line in done.splitlines())
        dave = accounts(await asyncio.to_thread(place.did, "accounts"))["agent-dave"]
        async with softphone(dave, tone_hz=None):
            signed_in = await asyncio.to_thread(place.did, "agent", "sign-in", "dave")
            assert signed_in.strip() == "dave is available"
        assert "carol" in await asyncio.to_thread(failure, place, "agent", "sign-in", "carol")
        again = await asyncio.to_thread(place.did, "apply", file)
        assert again.strip() == "version 2 is in force; nothing changed"
