"""What callers are told."""

from pathlib import Path

from acd.domain.caller_sentences import CallerSentence

PAGE = Path(__file__).parents[3] / "docs" / "prompts.md"


def test_the_page_names_every_sentence() -> None:
    """Whoever records them needs the names."""
    page = PAGE.read_text()
    assert [sentence for sentence in CallerSentence if f"`{sentence}`" not in page] == []
