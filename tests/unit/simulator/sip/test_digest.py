"""Digest authentication against the vectors of the RFCs."""

import pytest

from acd.simulator.sip.digest import Credentials, DigestError, authorization, choose, parse_challenge

CIRCLE = Credentials("Mufasa", "Circle of Life")
RFC7616_NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
RFC7616_CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"


def rfc7616(algorithm: str) -> str:
    return (
        'Digest realm="http-auth@example.org", qop="auth, auth-int", '
        f'algorithm={algorithm}, nonce="{RFC7616_NONCE}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    )


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_rfc7616_vectors(algorithm: str, expected: str) -> None:
    """RFC 7616 §3.9.1: both algorithms with qop=auth."""
    value = authorization(
        parse_challenge(rfc7616(algorithm)), CIRCLE, "GET", "/dir/index.html", cnonce=RFC7616_CNONCE
    )  # fmt: skip
    assert f'response="{expected}"' in value
    assert "nc=00000001" in value
    assert "qop=auth," in value
    assert "opaque=" in value


def test_rfc2617_vector() -> None:
    """RFC 2617 §3.5."""
    challenge = parse_challenge(
        'Digest realm="testrealm@host.com",qop="auth,auth-int",nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'
    )
    value = authorization(
        challenge, Credentials("Mufasa", "Circle Of Life"), "GET", "/dir/index.html", cnonce="0a4f113b"
    )
    assert 'response="6629fae49393a05397450978507c4ef1"' in value


def test_without_qop() -> None:
    """RFC 2069 form: no cnonce, no nc."""
    challenge = parse_challenge('Digest realm="r", nonce="n"')
    value = authorization(challenge, Credentials("u", "p"), "REGISTER", "sip:x", cnonce="c")
    assert "cnonce" not in value
    assert "nc=" not in value


def test_counts_and_session_algorithm() -> None:
    """nc is eight hex digits, and -sess sends its cnonce."""
    challenge = parse_challenge('Digest realm="r", nonce="n", algorithm=MD5-sess, qop=auth, stale=TRUE')
    assert challenge.stale
    value = authorization(challenge, Credentials("u", "p"), "REGISTER", "sip:x", cnonce="c", nonce_count=255)
    assert "nc=000000ff" in value
    assert 'cnonce="c"' in value


def test_takes_the_first_challenge_it_can_answer() -> None:
    """An unknown algorithm in front does not stop the phone (RFC 8760 §2.4)."""
    challenge = choose(['Digest realm="r", nonce="1", algorithm=SHA-512-256', 'Digest realm="r", nonce="2"'])
    assert challenge.nonce == "2"


@pytest.mark.parametrize("values", [[], ["Basic realm=x"], ['Digest realm="x"'], ['Digest nonce="n", qop="auth-int"']])
def test_says_when_it_cannot_answer(values: list[str]) -> None:
    """No challenge, a foreign scheme, or a protection we do not have."""
    with pytest.raises(DigestError):
        choose(values)


def test_password_is_not_shown() -> None:
    """A traceback or a log line with credentials stays harmless."""
    assert "Circle" not in repr(CIRCLE)
