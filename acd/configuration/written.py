"""What all that is written in a configuration has in common."""

from pydantic import BaseModel, ConfigDict


class Fields(BaseModel):
    # strict: "20" is no number and 1 is not true; a guess about telephony is paid for by callers
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)
