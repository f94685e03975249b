"""Client businesses and the numbers their callers dial."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NewType

from acd.domain.callers import NO_CALLERS, KnownCallers
from acd.domain.flows import FlowId
from acd.domain.recordings import RecordingPolicy

TenantId = NewType("TenantId", str)
Number = NewType("Number", str)
"""What was dialled: E.164 with a leading plus, a national number or a SIP user part. Never trusted as text."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """A client business whose calls are answered."""

    id: TenantId
    name: str
    recording: RecordingPolicy | None = None
    """Of this tenant's conversations, whatever the queue says; None: as the queue says."""
    music: str | None = None
    """Class of music for this tenant's callers, as the PBX names it; None: as the queue says."""
    language: str = "en"
    """In which its callers are told of their wait."""
    wrapup_s: float | None = None
    """Time for notes after a conversation with one of this tenant's callers; None: as the queue says."""
    max_calls: int | None = None
    """Of its callers so many may be there at once, in whatever part of their call; None: any number."""
    weight: float = 1.0
    """Share beside the other tenants, where there is fairness between them."""
    callers: KnownCallers = NO_CALLERS
    """Those whose numbers are known."""
    data: Mapping[str, str] = field(default_factory=dict)
    """What its flows may go by and other systems are told, by name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A number that callers reach: belongs to one tenant and starts one flow.

    The tenant of a call comes from here and from nowhere else.
    """

    number: Number
    tenant_id: TenantId
    flow_id: FlowId
