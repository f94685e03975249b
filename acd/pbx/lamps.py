"""Busy lamps on keys of phones: what phones may subscribe to, as hints of the dialplan.

The controller writes the file when agents or queues change in the configuration, and then reloads pbx_config (ARI:
PUT asterisk/modules/pbx_config.so). Each name is written out: a pattern would take every name that a phone makes up,
and Asterisk would keep a line of its own for each. Which lamp is on is not known here.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from acd.pbx.errors import PlanInvalid
from acd.pbx.plan import PbxPlan
from acd.pbx.whole_file import write_whole

_NOTE = "extensions_lamps.read"
_CODE = re.compile(r"[*#0-9]{1,16}", re.ASCII)
# begins with a letter: code and name of a lamp can be told apart, whatever code was chosen
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}", re.ASCII)


class LampKind(StrEnum):
    """What a lamp tells; also a part of its name in Asterisk."""

    SIGNED_IN = "in"
    """On while this agent is signed in."""
    PAUSED = "pause"
    """On while this agent is in a pause, or will be when the call in hand is over."""
    WAITING = "queue"
    """On while callers wait in this queue."""


class Lamp(NamedTuple):
    """A lamp of one agent or queue."""

    kind: LampKind
    name: str
    """Id of the agent or queue."""


@dataclass(frozen=True, slots=True)
class LampCodes:
    """What a phone subscribes to, before `*` and the id: the feature codes that do what the lamp tells.

    None: this code is switched off, and so are its lamps.
    """

    signed_in: str | None = "*45"
    paused: str | None = "*46"
    waiting: str | None = "*47"

    def of(self, kind: LampKind) -> str | None:
        """The code of this kind of lamps."""
        return {
            LampKind.SIGNED_IN: self.signed_in,
            LampKind.PAUSED: self.paused,
            LampKind.WAITING: self.waiting,
        }[kind]


def context(plan: PbxPlan) -> str:
    """Where phones of this pool look for lamps, and nobody else: endpoints.py, extensions.conf."""
    return f"lamps-{plan.pool}"


def prefix(plan: PbxPlan) -> str:
    """Begins the name of every lamp of this pool in Asterisk. A dot, since no pool's name has one."""
    return f"Stasis:{plan.app}."


def device(plan: PbxPlan, lamp: Lamp) -> str:
    """The device whose state the lamp shows."""
    return f"{prefix(plan)}{lamp.kind}.{lamp.name}"


def tell_apart(lamps: Iterable[Lamp]) -> tuple[list[Lamp], list[Lamp]]:
    """Return the lamps that a phone can name, and those that it cannot.

    Asterisk takes `ann-lee` and `annlee` for one and the same extension. A lamp that shows somebody else is worse
    than none.
    """
    groups: dict[tuple[LampKind, str], list[Lamp]] = defaultdict(list)
    for lamp in lamps:
        groups[lamp.kind, lamp.name.replace("-", "")].append(lamp)
    clear = [group[0] for group in groups.values() if len(group) == 1]
    return clear, [lamp for group in groups.values() if len(group) > 1 for lamp in group]


def render_hints(plan: PbxPlan, lamps: Iterable[Lamp], codes: LampCodes) -> str:
    """The lines of extensions_lamps.conf. Raises PlanInvalid for a code or a name that could mean something else."""
    lines = ["; lamps that phones may subscribe to; written by the controller"]
    for lamp in sorted(lamps):
        code = codes.of(lamp.kind)
        if code is None:
            continue
        if _CODE.fullmatch(code) is None or _NAME.fullmatch(lamp.name) is None:
            raise PlanInvalid(
                f"Lamp {code!r} of {lamp.name!r} cannot be in the dialplan: a code is of * # and digits, "
                "a name of small letters, digits and - and begins with a letter."
            )
        lines.append(f"exten => {code}*{lamp.name},hint,{device(plan, lamp)}")
    return "\n".join(lines) + "\n"


def write_hints(plan: PbxPlan, text: str) -> None:
    """Writes the file whole; Asterisk reads it when pbx_config is reloaded. Blocking."""
    plan.etc.mkdir(parents=True, exist_ok=True, mode=0o750)
    write_whole(hints_path(plan), text)


def note_read(plan: PbxPlan, text: str) -> None:
    """Notes what Asterisk has read, or reads when it starts now: a needless reload takes it long. Blocking."""
    write_whole(plan.etc / _NOTE, _digest(text))


def has_read(plan: PbxPlan, text: str) -> bool:
    """Whether Asterisk has read exactly this, whoever started it. Blocking."""
    note = plan.etc / _NOTE
    return note.exists() and note.read_text() == _digest(text) and hints_path(plan).read_text() == text


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def hints_path(plan: PbxPlan) -> Path:
    """The file that extensions.conf includes."""
    return plan.etc / "extensions_lamps.conf"
