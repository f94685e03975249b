"""Accounts that speak SIP with us."""

from acd.domain.accounts import Accounts, Network, Phone, Trunk
from acd.domain.agents import Endpoint


def test_there_are_no_accounts_unless_somebody_names_them() -> None:
    """Nobody may speak SIP with us by default."""
    assert Accounts() == Accounts((), ())


def test_a_trunk_is_known_by_password_address_or_both() -> None:
    """No password is part of an account."""
    trunk = Trunk(Endpoint("carrier"), has_password=False, match=(Network("192.0.2.0/24"),))
    assert Accounts((Phone(Endpoint("agent-a"), "A"),), (trunk,)).trunks[0].match == ("192.0.2.0/24",)
