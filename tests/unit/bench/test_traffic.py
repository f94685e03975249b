"""Order among callers, as the load sees it."""

from typing import cast

from acd.bench.load import Visit
from acd.bench.traffic import overtaken
from acd.simulator.sip import OutgoingCall

NOBODY = cast(OutgoingCall, None)


def visits(*sent_at: float) -> list[Visit]:
    """Callers in the order of being offered."""
    return [Visit(NOBODY, at) for at in sent_at]


def test_in_order_nobody_is_overtaken() -> None:
    """Offered as they came."""
    assert overtaken(visits(1.0, 2.0, 3.0)) == 0
    assert overtaken([]) == 0


def test_each_who_overtook_somebody_counts_once() -> None:
    """The fourth came last and was offered first; the third was offered before the second."""
    assert overtaken(visits(4.0, 1.0, 3.0, 2.0)) == 2


def test_messages_may_cross() -> None:
    """Less than a tenth of a second apart is the network's order, not ours."""
    assert overtaken(visits(1.05, 1.0)) == 0
