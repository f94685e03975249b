"""What the PBX told of phones, trunks and registrations."""

from acd.domain.agents import Endpoint, Reach
from acd.domain.events import (
    NetFreedPhone,
    NetPhonesSeen,
    NetTookPhone,
    PhoneReachable,
    PhonesSeen,
    PhoneUnreachable,
    ReachEvent,
    ReachLost,
    RegistrationChanged,
    TrunkReachable,
    TrunkUnreachable,
)
from acd.domain.outside import outside_endpoint
from acd.engine.reach import ReachBook

ANNA, BEN, TRUNK = Endpoint("agent-anna"), Endpoint("agent-ben"), Endpoint("trunk-a")
REGISTERED = RegistrationChanged(TRUNK, True, "Registered")


def told(*events: ReachEvent) -> ReachBook:
    """Return a book that heard these."""
    book = ReachBook()
    for event in events:
        book.take(event)
    return book


def picture(book: ReachBook) -> tuple[object, ...]:
    """Return everything that it says."""
    return book.phone(ANNA), book.phone(BEN), book.trunk(TRUNK), book.registration(TRUNK)


def test_nothing_is_known_before_anything_was_told() -> None:
    """Nobody is unreachable because nobody was asked."""
    assert picture(told()) == (Reach.UNKNOWN, Reach.UNKNOWN, Reach.UNKNOWN, None)


def test_a_registration_that_the_pbx_does_not_have_does_not_stand() -> None:
    """Because its password is missing, for example."""
    assert told(PhonesSeen(frozenset())).registration(TRUNK) == RegistrationChanged(TRUNK, False)


def test_who_is_not_named_among_all_is_gone() -> None:
    """And whoever comes afterwards is there."""
    book = told(PhonesSeen(frozenset({ANNA})))
    assert (book.phone(ANNA), book.phone(BEN)) == (Reach.REACHABLE, Reach.UNREACHABLE)
    book.take(PhoneReachable(BEN))
    book.take(PhoneUnreachable(ANNA))
    assert (book.phone(ANNA), book.phone(BEN)) == (Reach.UNREACHABLE, Reach.REACHABLE)


def test_one_phone_says_nothing_of_others() -> None:
    """As long as nobody was asked for all."""
    assert picture(told(PhoneUnreachable(ANNA)))[:2] == (Reach.UNREACHABLE, Reach.UNKNOWN)


def test_trunks_and_registrations() -> None:
    """The last word counts."""
    book = told(TrunkUnreachable(TRUNK), REGISTERED)
    assert (book.trunk(TRUNK), book.registration(TRUNK)) == (Reach.UNREACHABLE, REGISTERED)
    book.take(TrunkReachable(TRUNK))
    assert book.trunk(TRUNK) is Reach.REACHABLE


def test_nothing_is_known_any_more() -> None:
    """When the PBX cannot be asked."""
    book = told(PhonesSeen(frozenset({ANNA})), TrunkReachable(TRUNK), REGISTERED, ReachLost())
    assert picture(book) == picture(told())


def test_phones_that_the_safety_net_has_in_use() -> None:
    """From when it took them until it has done with them, or until it is asked; not when nobody can be asked."""
    book = told(NetTookPhone(ANNA), NetTookPhone(BEN), NetFreedPhone(BEN), NetFreedPhone(BEN))
    assert (book.in_net(ANNA), book.in_net(BEN)) == (True, False)
    book.take(NetPhonesSeen(frozenset({BEN})))
    assert (book.in_net(ANNA), book.in_net(BEN)) == (False, True)
    assert told(*book.retold()).in_net(BEN)
    book.take(ReachLost())
    assert not book.in_net(BEN) and list(book.retold()) == []


def test_another_book_can_be_told_the_same() -> None:
    """Asked for all, or not."""
    books = (
        told(PhonesSeen(frozenset({ANNA})), TrunkReachable(TRUNK), REGISTERED),
        told(PhonesSeen(frozenset({ANNA})), PhoneUnreachable(ANNA), TrunkUnreachable(TRUNK)),
        told(PhoneUnreachable(ANNA), PhoneReachable(BEN)),
        told(),
    )
    for book in books:
        assert picture(told(*book.retold())) == picture(book)


def test_a_number_outside_is_reached_as_its_trunk_is() -> None:
    """Unknown for a trunk of which nothing was told, also when every phone was named."""
    outside = outside_endpoint("+15550123", TRUNK)
    assert told(PhonesSeen(frozenset())).phone(outside) is Reach.UNKNOWN
    assert told(TrunkReachable(TRUNK)).phone(outside) is Reach.REACHABLE
    assert told(TrunkUnreachable(TRUNK)).phone(outside) is Reach.UNREACHABLE
