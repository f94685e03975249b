"""Which of the languages that there are is nearest to the one that is wanted."""

from collections.abc import Container


def nearest(having: Container[str], *wanted: str | None) -> str | None:
    """Return the first that is wanted and there, with its country or without (fr-CA: fr); None: none is."""
    for language in wanted:
        for name in (language, language.partition("-")[0]) if language else ():
            if name in having:
                return name
    return None
