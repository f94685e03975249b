"""Why something that a person asks for is not granted: sentences for people, known to whoever speaks them."""

from typing import Final

NOT_SIGNED_IN: Final = "the agent is not signed in"
NOT_PAUSED: Final = "the agent is not paused"
NO_WRAPUP: Final = "the agent is not in wrap-up"
EXTENDED_BEFORE: Final = "this wrap-up was extended before"
PHONE_IN_CALL: Final = "somebody else is in a call at this phone"
IN_CALL_ELSEWHERE: Final = "the agent is in a call at another phone"
NO_PHONE: Final = "there is no such phone"
NO_ASSISTANCE: Final = "the agent does not call for a supervisor"
NOT_TALKING: Final = "nobody talks to the caller yet"
RECORDING_NOT_ALLOWED: Final = "conversations like this one are never recorded"
NO_RECORDING_SPACE: Final = "the disk for recordings is nearly full"
