"""The commands of a session, against a scripted Asterisk."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from acd.agi import session as module
from acd.agi.errors import AgiEnded, AgiHungUp, AgiRefused, AgiUnsafe
from acd.agi.session import Session
from tests.unit.agi.peer import Caller, calling, serving


async def run(work: Callable[[Session], Awaitable[Any]], play: Callable[[Caller], Awaitable[None]]) -> Any:
    """Return what `work` gives, or the AcdError that it raises, while `play` is Asterisk."""
    outcome: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    async def route(session: Session) -> None:
        try:
            outcome.set_result(await work(session))
        except (AgiEnded, AgiRefused, AgiUnsafe) as error:
            outcome.set_result(error)
            raise AgiEnded from error

    async with serving({"code": route}) as (_, port), calling(port) as caller:
        await play(caller)
        async with asyncio.timeout(5):
            return await outcome


def answers(*talk: tuple[str, str]) -> Callable[[Caller], Awaitable[None]]:
    """An Asterisk that expects these commands."""
    return lambda caller: caller.expect(*talk)


@pytest.mark.parametrize(
    ("work", "command", "answer", "result"),
    [
        (lambda s: s.answer(), "ANSWER", "200 result=0", None),
        (lambda s: s.hang_up(), "HANGUP", "200 result=1", None),
        (lambda s: s.stream_file("beep", "*#"), 'STREAM FILE "beep" "*#"', "200 result=35 endpos=80", "#"),
        (lambda s: s.stream_file("beep"), 'STREAM FILE "beep" ""', "200 result=0 endpos=80", ""),
        (lambda s: s.get_data("pin", 3, 6), 'GET DATA "pin" "3000" "6"', "200 result=007", "007"),
        (lambda s: s.get_data("pin", 3, 300), 'GET DATA "pin" "3000" "32"', "200 result= (timeout)", ""),
        (lambda s: s.get_data("pin", 0.5, 0), 'GET DATA "pin" "500" "1"', "200 result=1 (timeout)", "1"),
        (lambda s: s.wait_for_digit(2), 'WAIT FOR DIGIT "2000"', "200 result=49", "1"),
        (lambda s: s.wait_for_digit(2), 'WAIT FOR DIGIT "2000"', "200 result=0", ""),
        (lambda s: s.say_number(-7), 'SAY NUMBER "-7" ""', "200 result=0", ""),
        (lambda s: s.say_digits("4*5", "1"), 'SAY DIGITS "4*5" "1"', "200 result=49", "1"),
        (lambda s: s.set_variable("A", 'x "y"'), 'SET VARIABLE "A" "x \\"y\\""', "200 result=1", None),
        (
            lambda s: s.get_variable("CALLERID(name)"),
            'GET VARIABLE "CALLERID(name)"',
            "200 result=1 (hangup)",
            "hangup",
        ),
        (lambda s: s.get_variable("A"), 'GET VARIABLE "A"', "200 result=0", None),
        (lambda s: s.exec("Playback", "a", "skip"), 'EXEC "Playback" "a,skip"', "200 result=0", None),
        (lambda s: s.exec("Playback", "a"), 'EXEC "Playback" "a"', "100 result=0 Trying...\n200 result=0", None),
    ],
)
async def test_a_command(work: Callable[[Session], Awaitable[Any]], command: str, answer: str, result: Any) -> None:
    """As it is written, and what its answer means."""
    assert await run(work, answers((command, answer))) == result


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("HANGUP", AgiHungUp),
        ("511 Command Not Permitted on a dead channel", AgiHungUp),
        ("510 Invalid or unknown command", AgiRefused),
        ("520 Invalid command syntax.  Proper usage not available.", AgiRefused),
        ("520-Invalid command syntax.  Proper usage follows:\nUsage: ANSWER\n520 End of proper usage.", AgiRefused),
        ("200 result=-1", AgiRefused),
        ("nonsense", AgiEnded),
        ("200 result=1 (cut", AgiEnded),
        ("\xff\x00", AgiEnded),
        ("x" * 100_000, AgiEnded),
    ],
)
async def test_an_answer_that_is_none(answer: str, kind: type[Exception]) -> None:
    """Each has its error."""
    assert type(await run(lambda s: s.answer(), answers(("ANSWER", answer)))) is kind


async def test_an_application_that_is_not_there() -> None:
    """Asterisk says success, and -2."""
    refused = await run(lambda s: s.exec("Nope"), answers(('EXEC "Nope" ""', "200 result=-2")))
    assert isinstance(refused, AgiRefused)


async def test_after_a_refusal_it_goes_on() -> None:
    """The usage text of the first is not taken for the answer to the second."""

    async def work(session: Session) -> str | None:
        with pytest.raises(AgiRefused):
            await session.answer()
        return await session.get_variable("A")

    usage = "520-Invalid command syntax.  Proper usage follows:\nUsage\n520 End of proper usage."
    assert await run(work, answers(("ANSWER", usage), ('GET VARIABLE "A"', "200 result=1 (x)"))) == "x"


async def test_a_value_with_a_line_end_forges_no_answer() -> None:
    """What is left over ends the session, instead of answering the next question."""

    async def work(session: Session) -> str | None:
        assert await session.get_variable("CALLERID(name)") == "a"
        return await session.get_variable("PIN_IS_RIGHT")

    forged = "200 result=1 (a)\n200 result=1 (yes)"
    assert type(await run(work, answers(('GET VARIABLE "CALLERID(name)"', forged)))) is AgiEnded


async def test_a_hang_up_between_two_commands() -> None:
    """Known at the next one, which is not sent."""

    async def work(session: Session) -> None:
        await session.answer()
        await session.stream_file("beep")

    assert type(await run(work, answers(("ANSWER", "200 result=0\nHANGUP")))) is AgiHungUp


async def test_a_connection_that_closes() -> None:
    """In the middle of a command."""

    async def play(caller: Caller) -> None:
        await caller.command()
        caller.writer.close()

    assert type(await run(lambda s: s.answer(), play)) is AgiHungUp


async def test_silence_ends_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that comes late would be taken for the next one."""
    monkeypatch.setattr(module, "ANSWER_WITHIN_S", 0.05)

    async def work(session: Session) -> None:
        with pytest.raises(AgiEnded, match="within"):
            await session._ask("ANSWER", within_s=0.05)
        await session.hang_up()

    async def play(caller: Caller) -> None:
        assert await caller.command() == "ANSWER"

    assert type(await run(work, play)) is AgiEnded


async def test_what_was_given_up_cannot_be_gone_on_with() -> None:
    """A route with a deadline of its own."""

    async def work(session: Session) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await session.answer()
        await session.hang_up()

    async def play(caller: Caller) -> None:
        await caller.command()

    assert type(await run(work, play)) is AgiEnded


async def test_an_unsafe_value_is_never_sent() -> None:
    """And the session goes on."""

    async def work(session: Session) -> None:
        with pytest.raises(AgiUnsafe):
            await session.set_variable("A", "x\nHANGUP")
        await session.answer()

    assert await run(work, answers(("ANSWER", "200 result=0"))) is None
