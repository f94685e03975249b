"""Spanish."""

from acd.configuration.spoken_in.words import Words
from acd.domain.feature_codes import Sentence

SPANISH = Words(
    sentences={
        Sentence.ENTER_NUMBER: "Marque su número y después la tecla almohadilla.",
        Sentence.ENTER_PIN: "Marque su clave y después la tecla almohadilla.",
        Sentence.SIGNED_IN: "Ha iniciado sesión.",
        Sentence.SIGNED_OUT: "Ha cerrado sesión.",
        Sentence.SIGN_OUT_LATER: "Su sesión se cerrará después de la llamada.",
        Sentence.NOT_SIGNED_IN: "Nadie ha iniciado sesión en este teléfono.",
        Sentence.NO_OWNER: "Inicie sesión aquí con su número y su clave.",
        Sentence.WRONG_PIN: "El número y la clave no coinciden.",
        Sentence.TOO_MANY_GUESSES: "Demasiadas claves erróneas. Inténtelo más tarde.",
        Sentence.TOO_LONG: "Es demasiado largo.",
        Sentence.PHONE_IN_CALL: "Otra persona está en una llamada en este teléfono.",
        Sentence.IN_CALL_ELSEWHERE: "Usted está en una llamada en otro teléfono.",
        Sentence.CHOOSE_REASON: "Elija el motivo.",
        Sentence.NO_SUCH_REASON: "Ese motivo no existe.",
        Sentence.PAUSED: "Está en pausa.",
        Sentence.PAUSE_LATER: "Su pausa empezará después de la llamada.",
        Sentence.TAKING_CALLS: "Está recibiendo llamadas.",
        Sentence.CALLERS_WAITING: "Llamadas en espera.",
        Sentence.NO_SUCH_QUEUE: "Esa cola no existe.",
        Sentence.NO_WRAPUP: "No está en el trabajo posterior a una llamada.",
        Sentence.WRAPUP_EXTENDED: "Tiene más tiempo.",
        Sentence.NO_CALL: "No tiene ninguna llamada.",
        Sentence.RECORDING_STARTED: "Grabando.",
        Sentence.RECORDING_PAUSED: "La grabación está en pausa.",
        Sentence.RECORDING_RESUMED: "La grabación continúa.",
        Sentence.RECORDING_NOT_ALLOWED: "Esta llamada no se debe grabar.",
        Sentence.RECORDING_NOT_POSSIBLE: "Ahora no es posible grabar.",
        Sentence.SUPERVISOR_CALLED: "Se está llamando a un supervisor.",
        Sentence.SUPERVISOR_NOT_NEEDED: "Ya no se llama a ningún supervisor.",
        Sentence.SUPERVISOR_WANTED: "Un agente necesita un supervisor.",
        Sentence.PAUSED_AUTOMATICALLY: "Ha sido puesto en pausa automáticamente.",
        Sentence.PRESS_TO_ACCEPT: "Para aceptar, pulse uno.",
        Sentence.NOT_POSSIBLE: "Ahora no es posible.",
    },
    for_reason="Para {reason}, pulse {digit}.",
    more_than="más de {number}",
)
