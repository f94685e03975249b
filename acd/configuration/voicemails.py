"""How a queue's agents hear messages, as it is written."""

from typing import Annotated

from pydantic import Field

from acd.configuration.sentences import mend
from acd.configuration.written import Fields


class Voicemails(Fields):
    """Messages that callers left wait in this queue's line until an agent has heard them."""

    target_s: Annotated[float, Field(ge=60, le=604800), mend("use 60 to 604800 seconds")] = Field(
        default=3600.0,
        description="Seconds after it was left within which an agent should pick up for a message (60 to 604800).",
    )
    behind_s: Annotated[float, Field(ge=0, le=604800), mend("use 0 to 604800 seconds")] | None = Field(
        default=None,
        description="A message ranks as a caller who came so many seconds after it was left (0 to 604800): until then "
        "every caller goes first. Default: half of target_s.",
    )
    attempts: Annotated[int, Field(ge=1, le=100), mend("use 1 to 100 attempts")] = Field(
        default=5,
        description="So often agents listen without being done with a message; then it is left to people (1 to 100).",
    )
    retry_after_s: Annotated[float, Field(ge=10, le=86400), mend("use 10 to 86400 seconds")] = Field(
        default=300.0,
        description="Seconds in which an agent who left a message to others is not offered it again (10 to 86400).",
    )
    max_open: Annotated[int, Field(ge=1, le=100_000), mend("use 1 to 100000 messages")] = Field(
        default=1000,
        description="How many messages may wait in this queue; one more is left to people (1 to 100000).",
    )
