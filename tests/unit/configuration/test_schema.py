"""The document: one meaning, one text, whatever order and short forms it was written in."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from acd.configuration import schema, sounds, steps
from acd.configuration.schema import Document
from tests.unit.configuration.documents import documents, trees

MODELS = [schema.Document, schema.Trunk, schema.Tenant, schema.Number, schema.Queue, schema.Agent, schema.Offers,
          sounds.Prompt, steps.Step]  # fmt: skip


@given(documents)
def test_the_canonical_text_round_trips(document: Document) -> None:
    """What storage keeps is what was applied."""
    text = document.canonical()
    assert Document.from_canonical(text).canonical() == text
    assert Document.from_canonical(text).digest() == document.digest()


@given(trees(), st.randoms())
def test_order_makes_no_difference(tree: dict[str, Any], random: Any) -> None:
    """Moving a queue up in the file is no change."""
    document = Document.model_validate(tree)
    for section in ("trunks", "tenants", "queues", "agents"):
        random.shuffle(tree[section])
    assert Document.model_validate(tree).digest() == document.digest()


def test_short_forms_and_defaults_make_no_difference() -> None:
    """A value that is written out although it is the default is no change either."""
    short = {"id": "a", "name": "A", "numbers": ["+1 555 0100"], "greeting": "Hi.", "queue": "q",
             "flows": {"x": ["answer", "hang_up"]}}  # fmt: skip
    long = {
        "id": "a",
        "name": " A ",
        "language": "en",
        "numbers": [{"number": "+15550100", "flow": "main"}],
        "greeting": [{"say": "Hi.\n"}],
        "queue": "q",
        "flows": {"x": [{"answer": True}, {"hang_up": True}]},
    }
    first = Document.model_validate({"tenants": [short], "queues": [{"id": "q"}]})
    second = Document.model_validate({"tenants": [long], "queues": [{"id": "q", "ring_timeout_s": 20}], "offers": {}})
    assert first.canonical() == second.canonical()


def test_the_text_is_stable() -> None:
    """Its digest is compared with that of versions stored long ago."""
    document = Document.model_validate({"queues": [{"id": "q"}]})
    assert json.loads(document.canonical())["queues"] == [
        {
            "head_start_s": 0.0,
            "id": "q",
            "music": "default",
            "requires": {},
            "ring_timeout_s": 20.0,
            "service_level_s": 20.0,
            "wrapup_s": 0.0,
        }
    ]
    assert document.digest() == "7a3d73e50bda5f46b767dcadd1204eb2995a3c5c6dac2d98c6fe8a72b9e36c6c"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"queues":[{}]}', '{"unknown":1}'])
def test_what_is_no_canonical_text_is_refused(text: str) -> None:
    """A damaged row must not become an empty call centre."""
    with pytest.raises(ValidationError):
        Document.from_canonical(text)


def test_no_default_is_shared_with_the_domain_by_chance() -> None:
    """What is not written means the same as what the vocabulary says."""
    from acd.domain.pool import OfferRules
    from acd.domain.queues import Queue, QueueId

    queue = Queue(QueueId("q"))
    written = schema.Queue(id="q")
    for field in ("ring_timeout_s", "wrapup_s", "head_start_s", "service_level_s", "music"):
        assert getattr(written, field) == getattr(queue, field), field
    assert OfferRules(**schema.Offers().model_dump(exclude_none=True)) == OfferRules()


@pytest.mark.parametrize("model", MODELS)
def test_every_field_is_described_with_its_unit(model: type[BaseModel]) -> None:
    """Editors and documents show these."""
    for name, field in model.model_fields.items():
        description = field.description or ""
        assert description.endswith("."), name
        assert "econds" in description or not name.endswith("_s"), name
