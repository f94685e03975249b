"""Rows as lines of text."""

import msgspec
import pytest

from acd.storage.convert import Converter
from acd.storage.rows import SegmentRow, decode, encode
from tests.storage.sample import StandingClock, answered_call, left_message


def test_there_and_back() -> None:
    """A line gives the row that it was made of, whatever its kind."""
    for row in Converter(StandingClock()).rows([*answered_call(), left_message()]):
        line = encode(row)
        assert decode(line) == row
        assert b"\n" not in line


def test_line_of_another_release() -> None:
    """A field that we do not know is passed over; a missing one or an unknown kind is an error."""
    line = b'{"row":"segment","call_id":"c","seq":0,"kind":"flow","tenant_id":"t","started_at_ms":1,"duration_ms":2'
    assert isinstance(decode(line + b',"mood":"fine"}'), SegmentRow)
    for bad in (b'{"row":"segment"}', b'{"row":"mood"}', b"[]", b"\xff"):
        with pytest.raises(msgspec.DecodeError):
            decode(bad)
