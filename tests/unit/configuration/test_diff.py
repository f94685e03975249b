"""What an apply would change, in the words of the file."""

from typing import Any

from hypothesis import given

from acd.configuration.diff import Change, ChangeKind, diff, rendered
from acd.configuration.schema import Document
from tests.unit.configuration.documents import documents

OLD: dict[str, Any] = {
    "tenants": [{"id": "acme", "name": "Acme", "numbers": ["100", "101"], "queue": "support", "greeting": "Hi."}],
    "queues": [{"id": "support", "requires": {"law": 3}}, {"id": "spare", "music": "calm"}],
    "agents": [{"id": "alice", "name": "Alice", "skills": {"law": 3}}],
}


def test_changes_are_named_by_id_and_in_order() -> None:
    """A place in a list means nothing to a reader."""
    new: dict[str, Any] = {
        "agents": [{"id": "bob", "name": "Bob"}, {"id": "alice", "name": "Alice", "skills": {"law": 5, "tax": 1}}],
        "queues": [{"id": "support", "requires": {"law": 3}, "ring_timeout_s": 15.5, "wrapup_s": 10}],
        "tenants": [{"id": "acme", "name": "Acme", "numbers": ["101", "102"], "queue": "support", "greeting": "Ho."}],
        "offers": {"missed_limit": 3},
    }
    changes = diff(Document.model_validate(OLD), Document.model_validate(new))
    assert (
        rendered(changes)
        == """\
~ agents.alice.skills.law: 3 -> 5
+ agents.alice.skills.tax: 1
+ agents.bob: {"name": "Bob"}
~ offers.missed_limit: 2 -> 3
- queues.spare: {"music": "calm"}
~ queues.support.ring_timeout_s: 20 -> 15.5
~ queues.support.wrapup_s: 0 -> 10
~ tenants.acme.greeting: [{"say": "Hi."}] -> [{"say": "Ho."}]
- tenants.acme.numbers.100: "main"
+ tenants.acme.numbers.102: "main"
"""
    )


def test_a_change_holds_plain_values() -> None:
    """For those who want them as JSON."""
    new = OLD | {"agents": []}
    assert diff(Document.model_validate(OLD), Document.model_validate(new)) == [
        Change(ChangeKind.REMOVED, "agents.alice", {"name": "Alice", "skills": {"law": 3}}, None)
    ]


def test_what_is_set_and_unset_is_added_and_removed() -> None:
    """None stands for neither."""
    whisper = [OLD["tenants"][0] | {"whisper": []}]
    with_it, without = Document.model_validate(OLD | {"tenants": whisper}), Document.model_validate(OLD)
    assert rendered(diff(without, with_it)) == "+ tenants.acme.whisper: []\n"
    assert rendered(diff(with_it, without)) == "- tenants.acme.whisper: []\n"


def test_callers_are_named_by_their_numbers() -> None:
    """In whatever order they are written."""

    def known(*callers: dict[str, Any]) -> Document:
        return Document.model_validate(OLD | {"tenants": [OLD["tenants"][0] | {"callers": list(callers)}]})

    vip: dict[str, Any] = {"numbers": ["+4930 1", "+49171*"], "head_start_s": 60}
    other: dict[str, Any] = {"numbers": ["+4940"], "name": "Weber"}
    changes = diff(known(vip, other), known(other | {"name": "Web"}, vip | {"numbers": ["+49171*", "+49301"]}))
    assert rendered(changes) == '~ tenants.acme.callers.+4940.name: "Weber" -> "Web"\n'
    assert rendered(diff(known(other), known(other, vip))) == (
        '+ tenants.acme.callers.+49171*, +49301: {"head_start_s": 60}\n'
    )


@given(documents)
def test_nothing_changes_between_a_document_and_itself(document: Document) -> None:
    """Applying twice is applying once."""
    assert diff(document, document) == []
    assert diff(document, Document.from_canonical(document.canonical())) == []


@given(documents, documents)
def test_a_difference_is_stable_and_has_its_mirror(old: Document, new: Document) -> None:
    """The way back names the same places in the same order; no difference means the same digest."""
    there, back = diff(old, new), diff(new, old)
    assert there == diff(old, new)
    assert [(change.path, change.before, change.after) for change in there] == [
        (change.path, change.after, change.before) for change in back
    ]
    assert (there == []) == (old.digest() == new.digest())
    assert len(rendered(there).splitlines()) == len(there)
