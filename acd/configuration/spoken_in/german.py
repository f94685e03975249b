"""German."""

from acd.configuration.spoken_in.words import CallerWords, FigureWords, Words
from acd.domain.caller_sentences import CallerSentence
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
    callers=CallerWords(
        sentences={
            CallerSentence.TRY_AGAIN: "Bitte versuchen Sie es noch einmal.",
            CallerSentence.YOU_ENTERED: "Sie haben eingegeben:",
            CallerSentence.CORRECT: "Wenn das richtig ist, drücken Sie die Eins. "
            "Um es neu einzugeben, drücken Sie die Zwei.",
            CallerSentence.CALL_BACK_AT: "Wir können Sie unter dieser Nummer zurückrufen:",
            CallerSentence.CALL_BACK_KEYS: "Für einen Rückruf unter dieser Nummer drücken Sie die Eins, "
            "für eine andere Nummer die Zwei. Wenn Sie weiter warten möchten, "
            "drücken Sie die Sterntaste.",
            CallerSentence.ENTER_NUMBER: "Bitte geben Sie die Nummer ein und drücken Sie dann die Rautetaste.",
            CallerSentence.WILL_CALL_BACK: "Vielen Dank. Wir rufen Sie zurück. Auf Wiederhören.",
            CallerSentence.NUMBER_REFUSED: "Diese Nummer können wir nicht anrufen.",
            CallerSentence.RECORDED: "Dieses Gespräch wird möglicherweise aufgezeichnet.",
            CallerSentence.AGREE: "Wenn Sie einverstanden sind, drücken Sie die Eins, sonst die Zwei.",
            CallerSentence.LEAVE_MESSAGE: "Bitte hinterlassen Sie nach dem Signalton eine Nachricht.",
            CallerSentence.NO_MESSAGE: "Wir können gerade keine Nachricht aufnehmen. "
            "Bitte rufen Sie später noch einmal an.",
            CallerSentence.ONE_MOMENT: "Einen Moment, bitte.",
            CallerSentence.WENT_WRONG: "Es tut uns leid, etwas hat nicht funktioniert. Sie werden verbunden.",
        },
        keys="null eins zwei drei vier fünf sechs sieben acht neun plus Stern Raute",
        group=3,
    ),
    figures=FigureWords(
        next="Sie sind als Nächstes an der Reihe.",
        place="Sie sind auf Platz {number} der Warteschlange.",
        far_back="Vor Ihnen sind mindestens {number} Anrufer.",
        under_a_minute="Die Wartezeit beträgt weniger als eine Minute.",
        one_minute="Die Wartezeit beträgt etwa eine Minute.",
        minutes="Die Wartezeit beträgt etwa {number} Minuten.",
        long="Die Wartezeit beträgt mehr als {number} Minuten.",
    ),
    more_than="mehr als {number}",
)
