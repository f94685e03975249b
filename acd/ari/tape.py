"""Writes down what was said between Asterisk and us, one JSON object a line, so that it can be replayed.

    {"t": 12.345, "in": {...}}                                       an event, as it came
    {"t": 12.346, "out": {"method": .., "target": .., "body": ..}, "status": 204}      a request and its answer
    {"t": 12.347, "event": {...}}                                    a domain event that the engine was given
    {"t": 12.300, "run": "0.1.0", "mark": "k2f"}                     a controller of this version starts
    {"t": 99.000, "basis_run": "0.1.0", "mark": "k2f"}               the same, for a reader who reads from here
    {"t": 99.000, "basis": {...}}                                    what such a reader must know besides

`t` is monotonic seconds; it may go back from one run to the next. Two files at most: when the first is full it
becomes the second (`NAME.1`), and a new first one begins with the basis, as the second one will be given up.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, cast

import msgspec

from acd import __version__, logs
from acd.ari.event_text import from_plain, to_plain
from acd.ari.requests import Reply, Request
from acd.clock import Clock
from acd.domain.events import Event

log = logs.get("tape")

DEFAULT_LIMIT_BYTES = 256 * 1024 * 1024
MASK = "***"
SECOND = ".1"
"""Added to the name of the file that is full."""
_KEY = b'"ChannelDtmfReceived"'
"""Text that somebody sends has a backslash before its quotes."""
_SECRET = ("password", "md5_cred", "secret")


@dataclass(frozen=True, slots=True)
class Inbound:
    """A frame of the events socket."""

    at: float
    """Monotonic seconds."""
    frame: bytes


@dataclass(frozen=True, slots=True)
class Outbound:
    """A request, and the status of its answer; None when there was none."""

    at: float
    method: str
    target: str
    status: int | None


@dataclass(frozen=True, slots=True)
class Noted:
    """A domain event that the engine was given."""

    at: float
    event: Event


@dataclass(frozen=True, slots=True)
class Run:
    """A controller starts: what comes after knows nothing of what came before."""

    at: float
    version: str
    mark: str = ""
    """Of this run, in the names of what it took over."""


Entry: TypeAlias = Inbound | Outbound | Noted | Run


class _Out(msgspec.Struct):
    method: str
    target: str


class _Line(msgspec.Struct):
    t: float
    inbound: msgspec.Raw | msgspec.UnsetType = msgspec.field(name="in", default=msgspec.UNSET)
    out: _Out | None = None
    status: int | None = None
    event: Any = None
    run: str | None = None
    basis_run: str | None = None
    mark: str = ""
    basis: Any = None


def _no_basis() -> Iterable[Event]:
    return ()


class Tape:
    """A recorder. Never raises: when the disk fails it stops, says so once, and the calls go on."""

    def __init__(self, path: Path, clock: Clock, limit_bytes: int = DEFAULT_LIMIT_BYTES, mark: str = "") -> None:
        """Append to `path`; both files together stay below `limit_bytes`. Raises OSError if it cannot open.

        `mark` is what the engine was given for this run: without it no replay makes the same names.
        """
        self.basis: Callable[[], Iterable[Event]] = _no_basis
        """Tells what a fresh engine must know to go on from this moment; asked when a file is full."""
        self._path = path
        self._clock = clock
        self._half = limit_bytes // 2
        # unbuffered: after a crash the last line is the one that matters
        self._file: int | None = _open(path)
        self._written = os.fstat(self._file).st_size
        self._run = msgspec.json.encode(__version__) + b',"mark":' + msgspec.json.encode(mark)
        self._write(b'"run":' + self._run)

    def inbound(self, frame: bytes) -> None:
        """Write a frame, but for keys: they may be those of a card. One that means something is written as an event."""
        if _KEY in frame:
            return
        # as it came: decoding it would cost more than writing; one that is no JSON object spoils its own line only
        self._write(b'"in":' + frame.replace(b"\n", b" "))

    def outbound(self, request: Request, reply: Reply | None) -> None:
        """Write a request and the status of its answer; bodies of answers hold secrets and are left out."""
        out = {"method": request.method, "target": request.target, "body": _masked(request.body)}
        status = b"null" if reply is None else str(reply.status).encode()
        self._write(b'"out":' + msgspec.json.encode(out) + b',"status":' + status)

    def event(self, event: Event) -> None:
        """Write a domain event that the engine was given, wherever it came from."""
        self._write(b'"event":' + msgspec.json.encode(to_plain(event)))

    def close(self) -> None:
        """End the recording."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _write(self, content: bytes) -> None:
        if self._file is None:
            return
        line = self._line(content)
        try:
            if self._written + len(line) > self._half:
                self._turn()
            self._written += os.write(self._file, line)
        except OSError as error:
            log.warning("the tape stops: its disk is full or gone", action="tape_stopped", error=str(error))
            self.close()

    def _turn(self) -> None:
        self.close()
        self._path.replace(self._path.with_name(self._path.name + SECOND))
        self._file = _open(self._path)
        self._written = os.write(self._file, self._basis_lines())

    def _basis_lines(self) -> bytes:
        run = self._line(b'"basis_run":' + self._run)
        try:
            events = list(self.basis())
        except Exception:
            log.exception("the tape cannot be given what it should begin with", action="tape_basis")
            return run
        lines = b"".join(self._line(b'"basis":' + msgspec.json.encode(to_plain(event))) for event in events)
        if len(lines) <= self._half // 2:
            return run + lines
        log.warning(
            "the tape is too small to begin with the configuration; raise ACD_TAPE_MB",
            action="tape_basis",
            needed_bytes=len(lines) * 4,
        )
        return run

    def _line(self, content: bytes) -> bytes:
        return b'{"t":%.6f,%s}\n' % (self._clock.now(), content)


def read(path: Path) -> Iterator[Entry]:
    """Yield what is on a tape, oldest first: `NAME.1`, if there is one. Lines that cannot be read are passed over."""
    older = path.with_name(path.name + SECOND)
    if older.is_file():
        yield from _read(older, with_basis=True)
        # whoever has read the older file knows more than the basis says
        yield from _read(path, with_basis=False)
    else:
        yield from _read(path, with_basis=True)


def _read(path: Path, *, with_basis: bool) -> Iterator[Entry]:
    decoder = msgspec.json.Decoder(_Line)
    with path.open("rb") as file:
        for text in file:
            try:
                entry = _entry(decoder.decode(text), with_basis=with_basis)
            # KeyError, TypeError, ValueError: an event of another version
            except (msgspec.MsgspecError, KeyError, TypeError, ValueError, RecursionError):
                continue
            if entry is not None:
                yield entry


def _entry(line: _Line, *, with_basis: bool) -> Entry | None:
    if not isinstance(line.inbound, msgspec.UnsetType):
        return Inbound(line.t, bytes(line.inbound))
    if line.out is not None:
        return Outbound(line.t, line.out.method, line.out.target, line.status)
    if line.event is not None:
        return Noted(line.t, cast(Event, from_plain(line.event)))
    if line.run is not None:
        return Run(line.t, line.run, line.mark)
    if line.basis_run is not None and with_basis:
        return Run(line.t, line.basis_run, line.mark)
    if line.basis is not None and with_basis:
        return Noted(line.t, cast(Event, from_plain(line.basis)))
    return None


def _masked(body: Any) -> Any:
    """Return the body without secrets: by key, and in `{"attribute": .., "value": ..}` pairs."""
    if isinstance(body, Mapping):
        if str(body.get("attribute", "")).startswith(_SECRET):
            return {**body, "value": MASK}
        return {key: MASK if key.startswith(_SECRET) else _masked(value) for key, value in body.items()}
    if isinstance(body, list):
        return [_masked(item) for item in body]
    return body


def _open(path: Path) -> int:
    # a caller's name and number are in it
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
