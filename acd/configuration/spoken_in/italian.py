"""Italian."""

from acd.configuration.spoken_in.words import CallerWords, FigureWords, Words
from acd.domain.caller_sentences import CallerSentence
from acd.domain.feature_codes import Sentence

ITALIAN = Words(
    sentences={
        Sentence.ENTER_NUMBER: "Digiti il suo numero, poi il tasto cancelletto.",
        Sentence.ENTER_PIN: "Digiti il suo pin, poi il tasto cancelletto.",
        Sentence.SIGNED_IN: "Accesso effettuato.",
        Sentence.SIGNED_OUT: "Disconnessione effettuata.",
        Sentence.SIGN_OUT_LATER: "La disconnessione avverrà dopo la chiamata.",
        Sentence.NOT_SIGNED_IN: "Nessuno ha effettuato l'accesso da questo telefono.",
        Sentence.NO_OWNER: "Acceda qui con il suo numero e il suo pin.",
        Sentence.WRONG_PIN: "Numero e pin non corrispondono.",
        Sentence.TOO_MANY_GUESSES: "Troppi pin errati. Riprovi più tardi.",
        Sentence.TOO_LONG: "È troppo lungo.",
        Sentence.PHONE_IN_CALL: "Un'altra persona è in chiamata su questo telefono.",
        Sentence.IN_CALL_ELSEWHERE: "Lei è in chiamata su un altro telefono.",
        Sentence.CHOOSE_REASON: "Scelga il motivo.",
        Sentence.NO_SUCH_REASON: "Questo motivo non esiste.",
        Sentence.PAUSED: "Lei è in pausa.",
        Sentence.PAUSE_LATER: "La sua pausa inizierà dopo la chiamata.",
        Sentence.TAKING_CALLS: "Lei riceve le chiamate.",
        Sentence.CALLERS_WAITING: "Chiamate in attesa.",
        Sentence.NO_SUCH_QUEUE: "Questa coda non esiste.",
        Sentence.NO_WRAPUP: "Lei non è nel lavoro dopo chiamata.",
        Sentence.WRAPUP_EXTENDED: "Ha più tempo a disposizione.",
        Sentence.NO_CALL: "Non ha nessuna chiamata in corso.",
        Sentence.RECORDING_STARTED: "Registrazione in corso.",
        Sentence.RECORDING_PAUSED: "La registrazione è in pausa.",
        Sentence.RECORDING_RESUMED: "La registrazione riprende.",
        Sentence.RECORDING_NOT_ALLOWED: "Questa chiamata non deve essere registrata.",
        Sentence.RECORDING_NOT_POSSIBLE: "Ora non è possibile registrare.",
        Sentence.SUPERVISOR_CALLED: "Si sta chiamando un supervisore.",
        Sentence.SUPERVISOR_NOT_NEEDED: "Non si chiama più nessun supervisore.",
        Sentence.SUPERVISOR_WANTED: "Un operatore ha bisogno di un supervisore.",
        Sentence.PAUSED_AUTOMATICALLY: "È stato messo in pausa automaticamente.",
        Sentence.PRESS_TO_ACCEPT: "Per accettare, premere uno.",
        Sentence.MESSAGE: "Un messaggio.",
        Sentence.MESSAGE_KEYS: "Per riascoltare il messaggio premere 1. Se è stato gestito premere 2. "
        "Per far richiamare il chiamante premere 3. Per lasciarlo a un collega premere 9.",
        Sentence.HOURS_OPEN: "L'orario è impostato su aperto.",
        Sentence.HOURS_CLOSED: "L'orario è impostato su chiuso.",
        Sentence.HOURS_AS_WRITTEN: "Vale di nuovo l'orario previsto.",
        Sentence.NO_SUCH_HOURS: "Questo orario non esiste.",
        Sentence.SUPERVISORS_ONLY: "Solo un supervisore può farlo.",
        Sentence.NOT_POSSIBLE: "Ora non è possibile.",
    },
    for_reason="Per {reason}, prema {digit}.",
    callers=CallerWords(
        sentences={
            CallerSentence.TRY_AGAIN: "La preghiamo di riprovare.",
            CallerSentence.YOU_ENTERED: "Ha digitato:",
            CallerSentence.CORRECT: "Se è corretto, prema uno. Per digitarlo di nuovo, prema due.",
            CallerSentence.CALL_BACK_AT: "Possiamo richiamarla a questo numero:",
            CallerSentence.CALL_BACK_KEYS: "Per essere richiamati a questo numero, prema uno; "
            "per indicare un altro numero, prema due. Per continuare ad attendere, "
            "prema asterisco.",
            CallerSentence.ENTER_NUMBER: "La preghiamo di digitare il numero e poi premere il tasto cancelletto.",
            CallerSentence.WILL_CALL_BACK: "Grazie. La richiameremo. Arrivederci.",
            CallerSentence.NUMBER_REFUSED: "Non possiamo chiamare questo numero.",
            CallerSentence.RECORDED: "Questa chiamata potrebbe essere registrata.",
            CallerSentence.AGREE: "Se è d'accordo, prema uno. Altrimenti, prema due.",
            CallerSentence.LEAVE_MESSAGE: "La preghiamo di lasciare un messaggio dopo il segnale acustico.",
            CallerSentence.NO_MESSAGE: "In questo momento non possiamo registrare messaggi. "
            "La preghiamo di richiamare più tardi.",
            CallerSentence.ONE_MOMENT: "Un momento, per favore.",
            CallerSentence.WENT_WRONG: "Siamo spiacenti, qualcosa non ha funzionato. La stiamo mettendo in contatto.",
        },
        keys="zero uno due tre quattro cinque sei sette otto nove più asterisco cancelletto",
        group=3,
    ),
    figures=FigureWords(
        next="La sua chiamata è la prossima.",
        place="La sua chiamata è al posto {number} della coda.",
        far_back="Ci sono almeno {number} chiamate prima della sua.",
        under_a_minute="L'attesa è di meno di un minuto.",
        one_minute="L'attesa è di circa un minuto.",
        minutes="L'attesa è di circa {number} minuti.",
        long="L'attesa supera i {number} minuti.",
    ),
    # of calls, which are feminine
    caller_numbers={1: "una"},
    more_than="più di {number}",
)
