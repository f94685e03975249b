"""Keeps the surge of one tenant from drowning the callers of the others.

Who comes while others of the same tenant wait is put back in line: not before the tenant's pace lets the next one come,
and not farther than one step of that pace for each who waits. The place is given once, like every rank.
"""

from acd.domain.calls import CallId
from acd.domain.fairness import Fairness
from acd.domain.tenants import Tenant, TenantId

_Moments = dict[CallId, float]


class FairPace:
    """Who waits, by tenant, each with the moment that counts as the one of coming into line."""

    def __init__(self) -> None:
        self._waiting: dict[TenantId, _Moments] = {}
        """Of each tenant in the order of these moments."""
        self._unsorted: set[TenantId] = set()

    def join(
        self, call_id: CallId, tenant_id: TenantId, now: float, rules: Fairness | None, tenant: Tenant | None
    ) -> float:
        """Note that a caller came into line; return by how many seconds the place is farther back."""
        waiting = self._in_order(tenant_id)
        put_back = _put_back(waiting, now, rules.step_s(tenant), rules.at_most_s) if rules else 0.0
        waiting[call_id] = now + put_back
        return put_back

    def join_again(self, call_id: CallId, tenant_id: TenantId, moment: float) -> None:
        """Note a caller of an earlier controller, and the moment that counts."""
        self._waiting.setdefault(tenant_id, {})[call_id] = moment
        self._unsorted.add(tenant_id)

    def leave(self, call_id: CallId, tenant_id: TenantId) -> None:
        """Note that a caller waits no more; one who did not is no error."""
        waiting = self._waiting.get(tenant_id)
        if waiting is None:
            return
        waiting.pop(call_id, None)
        if not waiting:
            del self._waiting[tenant_id]
            self._unsorted.discard(tenant_id)

    def moments(self) -> dict[CallId, float]:
        """Return the moment that counts for everybody who waits."""
        return {call_id: moment for waiting in self._waiting.values() for call_id, moment in waiting.items()}

    def _in_order(self, tenant_id: TenantId) -> _Moments:
        waiting = self._waiting.setdefault(tenant_id, {})
        if tenant_id in self._unsorted:
            self._unsorted.discard(tenant_id)
            self._waiting[tenant_id] = waiting = dict(sorted(waiting.items(), key=lambda item: item[1]))
        return waiting


def _put_back(waiting: _Moments, now: float, step_s: float, at_most_s: float) -> float:
    if not waiting:
        return 0.0
    last = next(reversed(waiting.values()))
    by_pace, by_count = last + step_s - now, len(waiting) * step_s
    # nobody goes before those of the same tenant who came earlier
    return min(at_most_s, max(0.0, last - now, min(by_pace, by_count)))
