"""What a caller writes into name and number is text, and stays text, wherever it goes."""

from pathlib import Path

import pytest

from tests.fixtures.call_centre import ALICE, CallCentre, call_centre
from tests.fixtures.centre_configuration import NUMBER, configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.patience import scaled
from tests.fixtures.raw_caller import RawCaller
from tests.fixtures.scenes import talking

pytestmark = pytest.mark.live

CARRIER = "127.0.0.2"
NAMES = [
    b"<script>alert(1)</script>",
    b"'><img src=x onerror=alert(1)>",
    b"=cmd|'/C calc'!A0",
    b"+1",
    b"-1",
    b"@SUM(1)",
    b"\tfirst",
    b"x'; DROP TABLE calls;--",
    b"${SHELL(id)}",
    b"%s%n%s%n",
    b"{{7*7}}",
    b"x&PJSIP/itsp/1900",
    b"a%0d%0aAction: Logoff",
    b'a\\" <sip:evil@x>',
    b"back\\\\slash",
    b'quote\\"quote',
    b"\x1b[31mred\x1b[0m",
    b"\x07bell",
    b"A" * 2000,
    b"",
    b"     ",
    b"Anonymous",
    b"Restricted",
    "👩\u200d👩\u200d👧 family".encode(),
    "\u202eright to left\u2066".encode(),
    ("e" + "\u0301" * 100).encode(),
    "İstanbul \u0131I".encode(),
    "٠١٢٣".encode(),
    b"\xff\xfe\x80",
    b"\xc0\xaf",
    b"caf\xe9",
    b'x\\",99)=&CHANNEL(hangupsource)=x',
    b"a,b;c|d",
    b"CONNECTEDLINE(all)=evil",
]
NUMBERS = [
    b"500%26PJSIP%2fitsp%2f1900",
    b"+",
    b"00498912345",
    b"1" * 300,
    b"911",
    b"*72",
    b"%23",
    b"1;ext=2",
    b"abc",
    b"%EF%BC%91%EF%BC%92",
    b"$%7BSHELL(id)%7D",
    b"%0d%0aX-Evil:%201",
]
_FROM_STRANGERS = {"match": [f"{CARRIER}/32"]}


async def test_names_of_callers_are_text(tmp_path: Path) -> None:
    """Database, API, and the agent's phone show clean text on one line, and the call goes on as any other."""
    async with call_centre(tmp_path, _document()) as centre:
        await _all_are_harmless(centre, [b'"' + name + b'" <sip:+15551234567@127.0.0.1>' for name in NAMES])
        rows = await centre.rows("calls")
        assert {row["caller_number"] for row in rows} == {"+15551234567"}
        # what is harmless is not mutilated in what is kept; showing it safely is the business of pages
        assert {"${SHELL(id)}", "x&PJSIP/itsp/1900", "İstanbul \u0131I", "<script>alert(1)</script>"} <= {
            row["caller_name"] for row in rows
        }
        await assert_clean(centre)


async def test_numbers_of_callers_are_text(tmp_path: Path) -> None:
    """The same for the part that looks like a number."""
    async with call_centre(tmp_path, _document()) as centre:
        await _all_are_harmless(centre, [b'"Jane" <sip:' + number + b"@127.0.0.1>" for number in NUMBERS])
        await assert_clean(centre)


async def test_what_is_no_sip_is_dropped_and_the_next_call_works(tmp_path: Path) -> None:
    """Asterisk does not answer it, we never hear of it, and nobody else notices."""
    async with call_centre(tmp_path, _document()) as centre:
        senders = (
            b'"name" with "quotes" <sip:+15551234567@127.0.0.1>',
            '"Jane" <sip:\uff11\uff12@127.0.0.1>'.encode(),
            b"<sip:" + b"1" * 5000 + b"@127.0.0.1",
        )
        for sender in senders:
            caller = RawCaller(centre.sip, CARRIER)
            assert await caller.call(NUMBER, sender) in (0, 400), sender
            caller.close()
        assert await centre.rows("calls") == []
        call, _ = await talking(centre)
        call.hang_up()
        await assert_clean(centre)


async def _all_are_harmless(centre: CallCentre, senders: list[bytes]) -> None:
    alice = await centre.agent(ALICE)
    for sender in senders:
        caller = RawCaller(centre.sip, CARRIER)
        try:
            assert await caller.call(NUMBER, sender) == 200, sender
            ringing = await alice.next_call(scaled(10))
            shown = f"{ringing.caller_name} {ringing.caller_number} {ringing.header('P-Asserted-Identity')}"
            assert shown.isprintable(), (sender, shown)
            assert not set(ringing.caller_name) & set('"\\<>${}[];|`'), (sender, shown)
            assert not set(ringing.caller_number) & set('"\\<>${}[];|&,%'), (sender, shown)
            live = centre.only_call()
            assert live.caller.name.isprintable() and live.caller.number.isprintable(), (sender, live)
            (told,) = await centre.in_thread(centre.client.live_calls)
            assert (told.caller.name, told.caller.number) == (live.caller.name, live.caller.number)
            await caller.hang_up()
            await ringing.ended(scaled(5))
            await centre.wait_quiet()
        finally:
            caller.close()
    rows = await centre.rows("calls")
    assert len(rows) == len(senders)
    assert all(row["caller_name"].isprintable() and row["caller_number"].isprintable() for row in rows)
    assert all(len(row["caller_name"]) <= 128 and len(row["caller_number"]) <= 128 for row in rows)
    # each line of the log is still one JSON object: nobody broke out of theirs
    assert centre.log.lines()


def _document() -> dict[str, object]:
    document = configuration()
    document["trunks"].append({"id": "carrier", **_FROM_STRANGERS})
    return document
