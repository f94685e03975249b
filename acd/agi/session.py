"""One channel that asked us: commands one after the other, each with a deadline.

After AgiEnded nothing can be asked any more: Asterisk could still send the answer that we did not wait for, and it
would be taken for the next one.
"""

import asyncio

from acd.agi import written
from acd.agi.errors import AgiEnded, AgiHungUp, AgiRefused
from acd.agi.headers import AgiRequest
from acd.agi.result import Result, result

ANSWER_WITHIN_S = 5.0
"""For what takes no time; what plays or waits has this on top."""

SOUND_WITHIN_S = 60.0
"""A prompt may last so long."""

_LONGEST_LINE = 16 * 1024
_AT_ONCE = 64 * 1024


class Session:
    """The commands of one channel. Values may be hostile: each is checked, and raises AgiUnsafe before it is sent.

    Every command raises AgiHungUp when the other side hung up, AgiEnded when the connection cannot be used any more
    (both: leave it), and AgiRefused when Asterisk says no: no such file, no such variable.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: AgiRequest) -> None:
        self.request = request
        self._reader = reader
        self._writer = writer
        self._received = b""
        self._ended: AgiEnded | None = None

    async def answer(self) -> None:
        """Answer the channel; one that is up stays so."""
        await self._ask("ANSWER")

    async def hang_up(self) -> None:
        """End the channel."""
        await self._ask("HANGUP")

    async def stream_file(self, name: str, escape: str = "", within_s: float = SOUND_WITHIN_S) -> str:
        """Play a sound; one of the keys `escape` ends it. Returns that key, or ""."""
        played = await self._ask("STREAM FILE", written.sound(name), written.digits(escape), within_s=within_s)
        return _key(played)

    async def get_data(self, name: str, wait_s: float, most: int, within_s: float = SOUND_WITHIN_S) -> str:
        """Play a sound and take up to `most` keys (1 to 32), ended by # or by `wait_s` seconds without one."""
        milliseconds, most = str(round(wait_s * 1000)), min(max(most, 1), 32)
        within_s += wait_s * (most + 1)
        taken = await self._ask("GET DATA", written.sound(name), milliseconds, str(most), within_s=within_s)
        return taken.value

    async def wait_for_digit(self, wait_s: float) -> str:
        """Return the next key, or "" after `wait_s` seconds."""
        milliseconds = str(round(wait_s * 1000))
        return _key(await self._ask("WAIT FOR DIGIT", milliseconds, within_s=ANSWER_WITHIN_S + wait_s))

    async def say_number(self, number: int, escape: str = "") -> str:
        """Say a number in the channel's language; returns the key of `escape` that ended it, or ""."""
        said = await self._ask("SAY NUMBER", str(number), written.digits(escape), within_s=SOUND_WITHIN_S)
        return _key(said)

    async def say_digits(self, digits: str, escape: str = "") -> str:
        """Say keys one by one; returns the key of `escape` that ended it, or ""."""
        spoken, escape = written.digits(digits), written.digits(escape)
        return _key(await self._ask("SAY DIGITS", spoken, escape, within_s=SOUND_WITHIN_S))

    async def set_variable(self, name: str, value: str) -> None:
        """Set a channel variable, or what a dialplan function sets; the value is not evaluated."""
        await self._ask("SET VARIABLE", written.variable(name), value)

    async def get_variable(self, name: str) -> str | None:
        """Return a channel variable, or what a dialplan function gives; None when it is not set."""
        found = await self._ask("GET VARIABLE", written.variable(name))
        return found.text if found.value == "1" else None

    async def exec(self, application: str, *arguments: str, within_s: float = SOUND_WITHIN_S) -> None:
        """Run a dialplan application."""
        joined = ",".join(map(written.argument, arguments))
        done = await self._ask("EXEC", written.application(application), joined, within_s=within_s)
        if done.value == "-2":
            raise AgiRefused(f"There is no application {application}.")

    async def _ask(self, words: str, *values: str, within_s: float = ANSWER_WITHIN_S) -> Result:
        line = written.command(words, *values)
        if self._ended is not None:
            raise self._ended
        try:
            async with asyncio.timeout(within_s):
                answered = await self._exchange(line)
        except TimeoutError:
            self._ended = AgiEnded(f"Asterisk did not answer to {words} within {within_s:g} s.")
        except OSError as error:
            self._ended = AgiHungUp(f"The connection broke: {error}.")
        except AgiEnded as ended:
            self._ended = ended
        except asyncio.CancelledError:
            self._ended = AgiEnded(f"{words} was given up.")
            raise
        if self._ended is not None:
            raise self._ended
        if answered.value == "-1":
            raise AgiRefused(f"Asterisk could not carry out {words}.")
        return answered

    async def _exchange(self, line: bytes) -> Result:
        # a value with a line end in it leaves a rest that would be taken for the next answer
        if self._received:
            raise _unasked(self._received)
        self._writer.write(line)
        await self._writer.drain()
        answer = await self._line()
        while answer.startswith("100 "):
            answer = await self._line()
        if answer.startswith("520-"):
            while not (await self._line()).startswith("520 "):
                pass
        if answer[:3] in ("510", "520"):
            raise AgiRefused(f"Asterisk does not take the command: {answer}")
        found = result(answer)
        if found is None:
            raise _unasked(answer.encode())
        return found

    async def _line(self) -> str:
        while b"\n" not in self._received:
            if len(self._received) > _LONGEST_LINE:
                raise AgiEnded("Asterisk sends a line without an end.")
            chunk = await self._reader.read(_AT_ONCE)
            if not chunk:
                raise AgiHungUp("The connection was closed.")
            self._received += chunk
        line, _, self._received = self._received.partition(b"\n")
        return line.decode("utf-8", "replace")


def _unasked(line: bytes) -> AgiEnded:
    """Say what a line means that is no answer."""
    if line.startswith((b"HANGUP", b"511")):
        return AgiHungUp()
    return AgiEnded("Asterisk sent what is no answer.")


def _key(answer: Result) -> str:
    """Return the key of a result, which is its ASCII number; 0 is none."""
    number = int(answer.value) if answer.value.isdigit() else 0
    return chr(number) if 0 < number < 128 else ""
