"""What the oldest Python that is promised (3.11.2, that of Debian 12) does differently."""

import ast
from pathlib import Path

ACD = Path(__file__).parents[2] / "acd"


def test_no_group_is_taken_apart_by_the_language() -> None:
    """`except*` wraps what is raised within it into a group once more there, and nobody who waits for it finds it."""
    starred = [
        f"{path.relative_to(ACD)}:{node.lineno}"
        for path in sorted(ACD.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.TryStar)
    ]
    assert starred == []
