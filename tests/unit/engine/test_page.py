"""The page about the engine shows the tables that the engine runs by."""

from tests.unit.engine.page import PAGE, filled


def test_the_page_is_up_to_date() -> None:
    """If not: `python -m tests.unit.engine.page` writes the tables anew; mend the words around them by hand."""
    page = PAGE.read_text()
    assert filled(page) == page
