"""One pass for the reader: wrong values are taken out, and the rest is looked at again."""

from typing import Any

import pytest

from acd.configuration.schema import Document
from acd.configuration.validate import validate

TENANT = {"id": "a", "name": "A", "numbers": ["100"], "queue": "q"}


def found(value: Any) -> list[tuple[Any, ...]]:
    document, findings = validate(value, None)
    assert document is None
    return [(finding.path, finding.message) for finding in findings]


def test_a_right_value_is_a_document() -> None:
    """With warnings, if any."""
    document, findings = validate({"tenants": [TENANT], "queues": [{"id": "q"}]}, None)
    assert document is not None
    assert all(finding.is_warning for finding in findings)
    assert validate(None, None) == (Document(), [])


@pytest.mark.parametrize("value", [3, "x", [], [1]])
def test_what_is_no_document_at_all_is_said_once(value: Any) -> None:
    """There is nothing to look at twice."""
    ((path, message),) = found(value)
    assert path == ()
    assert message.endswith("does not fit; this must be fields with values (name: value)")


def test_places_are_those_of_the_file_whatever_was_taken_out() -> None:
    """Three items are wrong before the one that leads nowhere; the second look reports nothing twice."""
    value = {"tenants": [1, {"id": "b"}, TENANT | {"numbers": ["+", "100"], "queue": "x"}], "queues": [{"id": "q"}]}
    assert [path for path, _ in found(value)] == [
        ("tenants", 0),
        ("tenants", 1, "name"),
        ("tenants", 2, "numbers", 0),
        ("tenants", 2, "queue"),
    ]


def test_short_forms_are_pointed_at_as_they_are_written() -> None:
    """A bare number has no field `number` in the file."""
    flows = {"x": ["answer", {"play": "\N{BELL}"}, "hang_up"]}
    value = {"queues": [{"id": "q"}], "tenants": [TENANT | {"greeting": ".", "numbers": ["+"], "flows": flows}]}
    assert [path for path, _ in found(value)] == [
        ("tenants", 0, "numbers", 0),
        ("tenants", 0, "greeting"),
        ("tenants", 0, "flows", "x", 1, "play"),
    ]


def test_nothing_is_said_of_what_only_follows_from_a_mistake() -> None:
    """A flow whose last step is wrong is not also called unfinished; warnings wait until the mistakes are mended."""
    tenant = {"id": "a", "name": "A", "numbers": ["100"], "flows": {"main": ["answer", "hangup"]}}
    value = {"tenants": [tenant]}
    assert found(value) == [(("tenants", 0, "flows", "main", 1), '"hangup" is no step; did you mean hang_up?')]


def test_a_file_full_of_mistakes_is_told_as_it_is() -> None:
    """A second look would take long and tell nothing new."""
    value = {"queues": [{"id": "Q"}] * 600, "tenants": [TENANT]}
    assert len(found(value)) == 600


@pytest.mark.parametrize(
    "tenant",
    [
        TENANT | {"queue": "Q!", "greeting": "Hi."},
        TENANT | {"numbers": [{"number": "100", "flow": "x"}], "queue": "q", "flows": {"x": 3}},
        TENANT | {"numbers": ["+"], "queue": "q"},
    ],
)
def test_a_part_that_could_not_be_read_is_not_also_missed(tenant: dict[str, Any]) -> None:
    """One mistake, one complaint."""
    assert len(found({"tenants": [tenant], "queues": [{"id": "q"}]})) == 1


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"tenant": []}, "there is no such field; did you mean tenants?"),
        ({"queues": [{"id": "q", "ring_timeout": 3}]}, "there is no such field; did you mean ring_timeout_s?"),
        (
            {"tenants": [TENANT | {"numbers": [{"number": "1234", "flwo": "x"}]}]},
            "there is no such field; did you mean flow?",
        ),
        (
            {"tenants": [TENANT | {"greeting": {"txt": "x"}}]},
            "there is no such field; known: file, language, say, sha256, sound",
        ),
        ({"tenants": [TENANT | {"flows": {"x": [{"que": "q"}]}}]}, "there is no such field; did you mean queue?"),
        ({"offers": {"missed": 3}}, "there is no such field; did you mean missed_limit?"),
    ],
)
def test_a_misspelt_field_is_told_its_nearest(value: Any, message: str) -> None:
    """At any depth."""
    assert found(value)[0][1] == message
