"""What the API answers, as far as a terminal needs it; fields that are added later are passed over."""

from datetime import datetime
from typing import Generic, TypeVar

from msgspec import Struct

Item = TypeVar("Item")


class Queue(Struct, frozen=True):
    """A line at one moment."""

    id: str
    waiting: int
    longest_wait_s: float
    agents: dict[str, int]
    """Agents who could serve it, by state."""
    expected_wait_s: float | None = None
    """Of a caller who came now; None: nobody knows."""


class Agent(Struct, frozen=True):
    """An agent at one moment."""

    id: str
    name: str
    state: str
    reason: str | None
    wish: str | None
    """What comes when the call in hand is over: paused or offline."""
    since: datetime
    in_state_s: float
    call: str | None
    phone: str | None = None
    assistance_since: datetime | None = None
    supervisors_rung: tuple[str, ...] = ()
    """Whose phones ring for that."""
    helped_by: tuple[str, ...] = ()
    rung_for: str | None = None
    """This and the next: of a supervisor, the agent who called."""
    helps: str | None = None
    reach: str = "unknown"
    """Whether the PBX reaches the phone: reachable, unreachable, or unknown."""

    @property
    def outside(self) -> bool:
        """The agent is rung at a number outside, such as +15550123@trunk-carrier."""
        return "@" in (self.phone or "")


class Trunk(Struct, frozen=True):
    """A trunk at one moment."""

    id: str
    reach: str
    registered: bool | None
    registration: str


class Caller(Struct, frozen=True):
    """Text from strangers: only `plain` may bring it to a terminal."""

    number: str
    name: str


class Call(Struct, frozen=True):
    """A call, in progress or over."""

    id: str
    state: str
    tenant: str | None
    number: str
    caller: Caller
    queue: str | None
    agent: str | None
    started_at: datetime
    ended_at: datetime | None
    wait_s: float | None
    talk_s: float | None
    position: int | None
    priority_s: float | None
    outcome: str | None
    reason: str | None
    expected_wait_s: float | None = None
    """From now on; None when not in line, or when nobody knows."""
    direction: str = "inbound"
    context: dict[str, str] = {}
    """What is known of the caller from before."""


class Callback(Struct, frozen=True):
    """A customer who is called back."""

    id: str
    tenant: str
    queue: str
    number: str
    call: str | None
    state: str
    asked_at: datetime
    deadline: datetime
    attempts: int
    retry_at: datetime | None
    quiet: bool = False


class HoursChange(Struct, frozen=True):
    """What comes next."""

    at: datetime
    state: str
    why: str


class HoursOverride(Struct, frozen=True):
    """What somebody says of hours."""

    state: str
    since: datetime
    until: datetime | None
    by: str
    reason: str


class OpeningHours(Struct, frozen=True):
    """Opening hours at this moment."""

    name: str
    tenant: str
    timezone: str
    state: str
    why: str
    next_change: HoursChange | None
    override: HoursOverride | None


class Segment(Struct, frozen=True):
    """A stretch of a call's life."""

    kind: str
    queue: str | None
    agent: str | None
    started_at: datetime
    duration_s: float


class Offer(Struct, frozen=True):
    """An attempt to give a call to an agent."""

    agent: str
    queue: str
    result: str
    started_at: datetime
    duration_s: float


class Stream(Struct, frozen=True):
    """The sound of one direction; what a phone did not tell is None."""

    packets: int
    lost: int | None
    jitter_s: float | None
    mos: float | None


class Leg(Struct, frozen=True):
    """How the sound of a leg travelled."""

    id: str
    agent: str | None
    """None for the caller's."""
    ended_at: datetime
    from_party: Stream
    to_party: Stream
    rtt_s: float | None


class CallDetail(Call, frozen=True, kw_only=True):
    """A call with its parts."""

    segments: tuple[Segment, ...]
    offers: tuple[Offer, ...]
    legs: tuple[Leg, ...] = ()


class Status(Struct, frozen=True):
    """Everything at one moment."""

    at: datetime
    pbx_connected: bool
    draining: bool
    queues: tuple[Queue, ...]
    agents: tuple[Agent, ...]
    calls: tuple[Call, ...]
    trunks: tuple[Trunk, ...] = ()


class Page(Struct, Generic[Item], frozen=True):
    """A list."""

    items: tuple[Item, ...]
    next_cursor: str | None = None


class Applied(Struct, frozen=True):
    """What applying a configuration did, or would do."""

    version: int | None
    """Of the configuration in force."""
    dry_run: bool
    changes: tuple[str, ...]


class Version(Struct, frozen=True):
    """A configuration that was put in force."""

    version: int
    applied_at: datetime
    file: str | None
    changes: int | None
    restores: int | None
    """The version that it brought back."""


class Voicemail(Struct, frozen=True):
    """A message that a caller left."""

    id: str
    call: str
    tenant: str | None
    number: str
    caller_number: str
    left_at: datetime
    duration_s: float
    heard_at: datetime | None
    queue: str | None = None
    state: str | None = None
    agent: str | None = None


class Configuration(Struct, frozen=True):
    """The configuration in force."""

    version: str
    text: str


class Fault(Struct, frozen=True):
    """One thing that is wrong, and where."""

    field: str
    message: str
    line: int | None = None


class Problem(Struct, frozen=True):
    """Why the controller said no (RFC 9457)."""

    detail: str
    type: str = "about:blank"
    errors: tuple[Fault, ...] = ()
