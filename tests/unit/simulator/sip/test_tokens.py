"""Names."""

from acd.simulator.sip.tokens import Tokens


def test_names_differ() -> None:
    """Within a phone, between ports, and between two phones that had one port after the other."""
    sources = [Tokens("1001", 5060, 1.0), Tokens("1001", 5061, 1.0), Tokens("1001", 5060, 1.1)]
    names = [name for source in sources for name in (source.token(), source.token(), source.branch())]
    assert len(set(names)) == len(names)


def test_odd_user_names_make_good_tokens() -> None:
    """A name goes into headers unquoted, so what is no letter or digit is left out; numbers have 32 bits."""
    tokens = Tokens("a b@\r\n", 5060, 1.0)
    assert tokens.branch().startswith("z9hG4bK-ab-")
    assert 0 <= tokens.number() < 2**32
