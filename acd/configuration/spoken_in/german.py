"""German."""

from acd.configuration.spoken_in.words import Words
from acd.domain.feature_codes import Sentence

GERMAN = Words(
    sentences={
        Sentence.ENTER_NUMBER: "Bitte geben Sie Ihre Nummer ein, dann die Rautetaste.",
        Sentence.ENTER_PIN: "Bitte geben Sie Ihre Pin ein, dann die Rautetaste.",
        Sentence.SIGNED_IN: "Sie sind angemeldet.",
        Sentence.SIGNED_OUT: "Sie sind abgemeldet.",
        Sentence.SIGN_OUT_LATER: "Sie werden nach dem Gespräch abgemeldet.",
        Sentence.NOT_SIGNED_IN: "An diesem Telefon ist niemand angemeldet.",
        Sentence.NO_OWNER: "Melden Sie sich hier mit Nummer und Pin an.",
        Sentence.WRONG_PIN: "Nummer und Pin passen nicht zusammen.",
        Sentence.TOO_MANY_GUESSES: "Zu viele falsche Versuche. Versuchen Sie es später noch einmal.",
        Sentence.TOO_LONG: "Das ist zu lang.",
        Sentence.PHONE_IN_CALL: "An diesem Telefon spricht gerade jemand anderes.",
        Sentence.IN_CALL_ELSEWHERE: "Sie sind an einem anderen Telefon im Gespräch.",
        Sentence.CHOOSE_REASON: "Wählen Sie den Grund.",
        Sentence.NO_SUCH_REASON: "Diesen Grund gibt es nicht.",
        Sentence.PAUSED: "Sie sind in der Pause.",
        Sentence.PAUSE_LATER: "Ihre Pause beginnt nach dem Gespräch.",
        Sentence.TAKING_CALLS: "Sie nehmen Anrufe an.",
        Sentence.CALLERS_WAITING: "Wartende Anrufer.",
        Sentence.NO_SUCH_QUEUE: "Diese Warteschlange gibt es nicht.",
        Sentence.NO_WRAPUP: "Sie sind nicht in der Nachbearbeitung.",
        Sentence.WRAPUP_EXTENDED: "Sie haben mehr Zeit.",
        Sentence.NO_CALL: "Sie haben kein Gespräch.",
        Sentence.RECORDING_STARTED: "Die Aufzeichnung läuft.",
        Sentence.RECORDING_PAUSED: "Die Aufzeichnung ist unterbrochen.",
        Sentence.RECORDING_RESUMED: "Die Aufzeichnung geht weiter.",
        Sentence.RECORDING_NOT_ALLOWED: "Dieses Gespräch darf nicht aufgezeichnet werden.",
        Sentence.RECORDING_NOT_POSSIBLE: "Eine Aufzeichnung ist jetzt nicht möglich.",
        Sentence.SUPERVISOR_CALLED: "Die Teamleitung wird gerufen.",
        Sentence.SUPERVISOR_NOT_NEEDED: "Die Teamleitung wird nicht mehr gerufen.",
        Sentence.SUPERVISOR_WANTED: "Jemand braucht die Teamleitung.",
        Sentence.PAUSED_AUTOMATICALLY: "Sie wurden automatisch in Pause gesetzt.",
        Sentence.PRESS_TO_ACCEPT: "Zum Annehmen drücken Sie die eins.",
        Sentence.NOT_POSSIBLE: "Das ist jetzt nicht möglich.",
    },
    for_reason="Für {reason} drücken Sie die {digit}.",
    more_than="mehr als {number}",
)
