"""The page about the architecture is true: a part that comes or goes has its line there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/architecture.md").read_text()


def test_every_part_is_on_the_page_and_every_part_of_the_page_exists() -> None:
    """Packages and modules at the top of `acd`."""
    table = PAGE.partition("## What is where")[2].partition("## Who may import whom")[0]
    named = set(re.findall(r"`([a-z_]+(?:/|\.py))`", table))
    modules = {path.name for path in (ROOT / "acd").glob("*.py") if not path.name.startswith("__")}
    packages = {f"{path.parent.name}/" for path in (ROOT / "acd").glob("*/__init__.py")}
    assert named == modules | packages
