"""English."""

from acd.configuration.spoken_in.words import Words
from acd.domain.feature_codes import Sentence

ENGLISH = Words(
    sentences={
        Sentence.ENTER_NUMBER: "Enter your number, then the hash key.",
        Sentence.ENTER_PIN: "Enter your pin, then the hash key.",
        Sentence.SIGNED_IN: "You are signed in.",
        Sentence.SIGNED_OUT: "You are signed out.",
        Sentence.SIGN_OUT_LATER: "You will be signed out after the call.",
        Sentence.NOT_SIGNED_IN: "Nobody is signed in at this phone.",
        Sentence.NO_OWNER: "Sign in here with your number and pin.",
        Sentence.WRONG_PIN: "Number and pin do not match.",
        Sentence.TOO_MANY_GUESSES: "Too many wrong pins. Try again later.",
        Sentence.TOO_LONG: "That is too long.",
        Sentence.PHONE_IN_CALL: "Somebody else is in a call at this phone.",
        Sentence.IN_CALL_ELSEWHERE: "You are in a call at another phone.",
        Sentence.CHOOSE_REASON: "Choose the reason.",
        Sentence.NO_SUCH_REASON: "There is no such reason.",
        Sentence.PAUSED: "You are paused.",
        Sentence.PAUSE_LATER: "You will be paused after the call.",
        Sentence.TAKING_CALLS: "You are taking calls.",
        Sentence.CALLERS_WAITING: "Callers waiting.",
        Sentence.NO_SUCH_QUEUE: "There is no such queue.",
        Sentence.NO_WRAPUP: "You are not in wrap up.",
        Sentence.WRAPUP_EXTENDED: "You have more time.",
        Sentence.NO_CALL: "You have no call.",
        Sentence.RECORDING_STARTED: "Recording.",
        Sentence.RECORDING_PAUSED: "Recording is paused.",
        Sentence.RECORDING_RESUMED: "Recording goes on.",
        Sentence.RECORDING_NOT_ALLOWED: "This call must not be recorded.",
        Sentence.RECORDING_NOT_POSSIBLE: "Recording is not possible now.",
        Sentence.SUPERVISOR_CALLED: "A supervisor is called.",
        Sentence.SUPERVISOR_NOT_NEEDED: "No supervisor is called any more.",
        Sentence.SUPERVISOR_WANTED: "An agent needs a supervisor.",
        Sentence.PAUSED_AUTOMATICALLY: "You were paused automatically.",
        Sentence.PRESS_TO_ACCEPT: "Press 1 to accept.",
        Sentence.NOT_POSSIBLE: "That is not possible now.",
    },
    for_reason="For {reason}, press {digit}.",
)
