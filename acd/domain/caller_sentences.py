"""What callers are told by built-in dialogues."""

from enum import StrEnum


class CallerSentence(StrEnum):
    """Sentences."""

    TRY_AGAIN = "try_again"
    YOU_ENTERED = "you_entered"
    CORRECT = "correct"
    CALL_BACK_AT = "call_back_at"
    CALL_BACK_KEYS = "call_back_keys"
    ENTER_NUMBER = "enter_number"
    WILL_CALL_BACK = "will_call_back"
    NUMBER_REFUSED = "number_refused"
    RECORDED = "recorded"
    AGREE = "agree"
    LEAVE_MESSAGE = "leave_message"
    NO_MESSAGE = "no_message"
    ONE_MOMENT = "one_moment"
    WENT_WRONG = "went_wrong"
