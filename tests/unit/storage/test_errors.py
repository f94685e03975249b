"""What the operator reads."""

import pytest

from acd.domain.errors import AcdError
from acd.storage import errors


@pytest.mark.parametrize(
    "error",
    [
        errors.DatabaseUrlInvalid("no"),
        errors.DatabaseUnreachable("postgresql://acd:***@db/acd", "refused"),
        errors.SchemaUnfit(None, "0002"),
        errors.SchemaUnfit("0001", "0002"),
    ],
)
def test_the_variable_is_named(error: AcdError) -> None:
    """Whoever can mend it reads which setting it is about."""
    assert str(error).startswith("ACD_DATABASE_URL: ")
