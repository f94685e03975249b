"""What the command line does without a controller."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from acd import offline
from acd.config import Settings
from acd.configuration import source
from acd.configuration.to_domain import to_accounts
from acd.credentials import Credentials
from acd.domain.errors import AcdError
from acd.storage.convert import Converter
from acd.storage.database import Database
from acd.storage.upserts import write_rows
from tests.storage.sample import StandingClock, answered_call

TEXT = b"""
trunks:
  - {id: carrier, match: [192.0.2.1]}
  - {id: line, password: true}
queues:
  - id: support
agents:
  - {id: alice, name: "Alice [red]"}
"""


def settings(tmp_path: Path) -> Settings:
    return Settings.load({"ACD_VAR": str(tmp_path / "var")}, tmp_path)


async def test_an_apply_without_a_controller_is_kept_for_the_next_start(tmp_path: Path) -> None:
    """A fresh folder gets its database on the way; the accounts are known at once."""
    loaded = source.parse(TEXT, "test.yaml")
    result = await offline.apply(settings(tmp_path), loaded, dry_run=False)
    assert result.version == 1
    accounts = await offline.accounts(settings(tmp_path))
    assert [phone.endpoint for phone in accounts.phones] == ["agent-alice"]


async def test_accounts_before_any_configuration_say_what_to_do(tmp_path: Path) -> None:
    """The error names the mend."""
    with pytest.raises(AcdError, match="acd apply FILE"):
        await offline.accounts(settings(tmp_path))


async def test_accounts_are_printed_with_the_passwords_that_phones_need(tmp_path: Path) -> None:
    """Phones and trunks with a password, none without; a name cannot colour the terminal."""
    await offline.apply(settings(tmp_path), source.parse(TEXT, "test.yaml"), dry_run=False)
    console = Console(width=200, record=True, file=io.StringIO())
    offline.print_accounts(settings(tmp_path), await offline.accounts(settings(tmp_path)), console)
    text = console.export_text()
    credentials = Credentials.load(tmp_path / "var" / "secrets")
    lines = {tuple(line.split()[-2:]) for line in text.splitlines()}
    assert ("trunk-line", credentials.sip_password("trunk-line")) in lines
    assert ("agent-alice", credentials.sip_password("agent-alice")) in lines
    assert "Alice [red]" in text
    assert "trunk-carrier" not in text
    assert credentials.api_token() in text


async def test_a_narrow_terminal_cuts_no_password(tmp_path: Path) -> None:
    """Each account stays one line that can be copied."""
    await offline.apply(settings(tmp_path), source.parse(TEXT, "test.yaml"), dry_run=False)
    console = Console(width=30, file=(printed := io.StringIO()))
    offline.print_accounts(settings(tmp_path), await offline.accounts(settings(tmp_path)), console)
    password = Credentials.load(tmp_path / "var" / "secrets").sip_password("agent-alice")
    assert any(line.split()[-2:] == ["agent-alice", password] for line in printed.getvalue().splitlines())


async def test_phones_are_told_an_address_that_they_can_send_to(tmp_path: Path) -> None:
    """Listening on all addresses is nothing that a softphone could be given."""
    everywhere = Settings.load({"ACD_VAR": str(tmp_path / "var"), "ACD_SIP_HOST": "0.0.0.0"}, tmp_path)
    await offline.apply(everywhere, source.parse(TEXT, "test.yaml"), dry_run=False)
    console = Console(file=(printed := io.StringIO()))
    offline.print_accounts(everywhere, await offline.accounts(everywhere), console)
    assert "0.0.0.0" not in printed.getvalue()
    assert re.search(r"\d+\.\d+\.\d+\.\d+:5060  agent-alice", printed.getvalue())


async def test_versions_and_undo_without_a_controller(tmp_path: Path) -> None:
    """The history is that of the database, and told as a controller tells it."""
    for text in (TEXT, TEXT.replace(b"Alice [red]", b"Alison")):
        await offline.apply(settings(tmp_path), source.parse(text, "test.yaml"), "test.yaml", dry_run=False)
    assert (await offline.undo(settings(tmp_path), None, dry_run=False)).version == 3
    told = [offline.told(one) for one in await offline.versions(settings(tmp_path), 2)]
    assert [(one.version, one.file, one.changes, one.restores) for one in told] == [
        (3, "test.yaml", 1, 1),
        (2, "test.yaml", 1, None),
    ]
    assert all(abs((datetime.now(UTC) - one.applied_at).total_seconds()) < 600 for one in told)


async def test_pins_are_printed_for_agents_who_can_sign_in_anywhere(tmp_path: Path) -> None:
    """Beside their number; an agent without one has no use for a PIN. Desks are phones."""
    text = TEXT + b"  - {id: bob, name: Bob, number: '7002'}\nphones: [{id: front, name: Front desk}]\n"
    loaded = source.parse(text, "test.yaml")
    console = Console(file=(printed := io.StringIO()))
    offline.print_accounts(settings(tmp_path), to_accounts(loaded.document), console)
    credentials = Credentials.load(tmp_path / "var" / "secrets")
    assert f"sign-in code: Bob  number 7002  PIN {credentials.pin('bob')}" in printed.getvalue()
    assert printed.getvalue().count("PIN") == 1
    desk = next(line for line in printed.getvalue().splitlines() if line.startswith("phone Front desk"))
    assert desk.split()[-2:] == ["phone-front", credentials.sip_password("phone-front")]


async def test_a_call_is_explained_out_of_the_database_alone(tmp_path: Path) -> None:
    """And one that is not there is an error that says where calls are."""
    chosen = settings(tmp_path)
    with pytest.raises(AcdError, match=r"There is no call 1\.1 in the database: `acd status`"):
        await offline.explain(chosen, "1.1", everybody=False)
    database = Database(chosen.database_url)
    async with database.write() as connection:
        await write_rows(connection, Converter(StandingClock()).rows(answered_call("1.1")))
    await database.close()
    found = await offline.explain(chosen, "1.1", everybody=True)
    assert [one.result for one in found.offers] == ["accepted"] and found.state == "ended"
