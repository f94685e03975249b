"""What can go wrong with the database, in words for the operator."""

from acd.domain.errors import AcdError

VARIABLE = "ACD_DATABASE_URL"


class StorageError(AcdError):
    """The database cannot be used."""


class DatabaseUrlInvalid(StorageError):
    """The address of the database is not one that we can use."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"{VARIABLE}: {why}. Use sqlite:////path/to/acd.sqlite or postgresql://user:password@host/database"
        )


class DatabaseUnreachable(StorageError):
    """The database does not answer."""

    def __init__(self, shown_url: str, why: str) -> None:
        super().__init__(f"{VARIABLE}: cannot use {shown_url}: {why}")


class RowsRefused(StorageError):
    """The database does not take these values, now or later."""


class SchemaUnfit(StorageError):
    """The tables are of another release."""

    def __init__(self, found: str | None, wanted: str) -> None:
        has = f"is at schema {found}" if found else "has no tables yet"
        super().__init__(f"{VARIABLE}: the database {has}, this release needs {wanted}: run `acd migrate`")


class CursorInvalid(StorageError):
    """This is no cursor that a page of calls gave."""


class UnknownVersion(StorageError):
    """There is no such version of the configuration."""
