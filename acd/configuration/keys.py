"""Keys of a telephone as they are written."""

from typing import Annotated

from pydantic import Field

from acd.configuration.sentences import mend

Key = Annotated[str, Field(pattern=r"^[0-9*#]$"), mend("use one of 0 to 9, * and #, in quotes")]
