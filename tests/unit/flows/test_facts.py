"""The engine's facts and those of tests are asked in the same words."""

from acd.engine.flow_facts import CallFacts
from acd.flows.facts import Facts
from tests.unit.flows.facts import Told


def test_both_have_all_that_flows_ask() -> None:
    """A protocol that nobody fulfils is none."""
    asked = {name for name in vars(Facts) if not name.startswith("_")}
    assert asked and all(hasattr(kind, name) for kind in (CallFacts, Told()) for name in asked)
