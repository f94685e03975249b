"""What callers are told by built-in dialogues."""

from enum import StrEnum


class CallerSentence(StrEnum):
    """Sentences. The value is the name of its recording, if there is one."""

    TRY_AGAIN = "try-again"
    YOU_ENTERED = "you-entered"
    """Before the digits."""
    CORRECT = "correct"
    """Behind the digits: 1 if they are right, 2 to enter them again."""
    CALL_BACK_AT = "call-back-at"
    """Before the number."""
    CALL_BACK_KEYS = "call-back-keys"
    """1 for this number, 2 for another one, star for none."""
    ENTER_NUMBER = "enter-number"
    """With # at its end."""
    WILL_CALL_BACK = "will-call-back"
    NUMBER_REFUSED = "number-refused"
    RECORDED = "recorded"
    AGREE = "agree"
    """1 for yes, 2 for no."""
    LEAVE_MESSAGE = "leave-message"
    NO_MESSAGE = "no-message"
    ONE_MOMENT = "one-moment"
    WENT_WRONG = "went-wrong"
