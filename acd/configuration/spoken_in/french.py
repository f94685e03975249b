"""French."""

from acd.configuration.spoken_in.words import CallerWords, FigureWords, Words
from acd.domain.caller_sentences import CallerSentence
from acd.domain.feature_codes import Sentence

FRENCH = Words(
    sentences={
        Sentence.ENTER_NUMBER: "Entrez votre numéro, puis dièse.",
        Sentence.ENTER_PIN: "Entrez votre code secret, puis dièse.",
        Sentence.SIGNED_IN: "Vous êtes connecté.",
        Sentence.SIGNED_OUT: "Vous êtes déconnecté.",
        Sentence.SIGN_OUT_LATER: "Vous serez déconnecté après l'appel.",
        Sentence.NOT_SIGNED_IN: "Personne n'est connecté à ce poste.",
        Sentence.NO_OWNER: "Connectez-vous ici avec votre numéro et votre code secret.",
        Sentence.WRONG_PIN: "Le numéro et le code secret ne correspondent pas.",
        Sentence.TOO_MANY_GUESSES: "Trop de codes erronés. Réessayez plus tard.",
        Sentence.TOO_LONG: "C'est trop long.",
        Sentence.PHONE_IN_CALL: "Quelqu'un d'autre est en communication sur ce poste.",
        Sentence.IN_CALL_ELSEWHERE: "Vous êtes en communication sur un autre poste.",
        Sentence.CHOOSE_REASON: "Choisissez le motif.",
        Sentence.NO_SUCH_REASON: "Ce motif n'existe pas.",
        Sentence.PAUSED: "Vous êtes en pause.",
        Sentence.PAUSE_LATER: "Vous serez en pause après l'appel.",
        Sentence.TAKING_CALLS: "Vous recevez les appels.",
        Sentence.CALLERS_WAITING: "Appels en attente.",
        Sentence.NO_SUCH_QUEUE: "Cette file d'attente n'existe pas.",
        Sentence.NO_WRAPUP: "Vous n'êtes pas en traitement post-appel.",
        Sentence.WRAPUP_EXTENDED: "Vous avez du temps supplémentaire.",
        Sentence.NO_CALL: "Vous n'avez aucun appel en cours.",
        Sentence.RECORDING_STARTED: "Enregistrement en cours.",
        Sentence.RECORDING_PAUSED: "L'enregistrement est suspendu.",
        Sentence.RECORDING_RESUMED: "L'enregistrement reprend.",
        Sentence.RECORDING_NOT_ALLOWED: "Cet appel ne doit pas être enregistré.",
        Sentence.RECORDING_NOT_POSSIBLE: "L'enregistrement n'est pas possible pour le moment.",
        Sentence.SUPERVISOR_CALLED: "Un superviseur est appelé.",
        Sentence.SUPERVISOR_NOT_NEEDED: "Le superviseur n'est plus appelé.",
        Sentence.SUPERVISOR_WANTED: "Un agent a besoin d'un superviseur.",
        Sentence.PAUSED_AUTOMATICALLY: "Vous avez été mis en pause automatiquement.",
        Sentence.PRESS_TO_ACCEPT: "Pour accepter, appuyez sur un.",
        Sentence.MESSAGE: "Un message.",
        Sentence.MESSAGE_KEYS: "Pour réécouter le message, tapez 1. S'il est traité, tapez 2. "
        "Pour faire rappeler l'appelant, tapez 3. Pour le laisser à un collègue, tapez 9.",
        Sentence.NOT_POSSIBLE: "Ce n'est pas possible pour le moment.",
    },
    for_reason="Pour {reason}, appuyez sur {digit}.",
    callers=CallerWords(
        sentences={
            CallerSentence.TRY_AGAIN: "Veuillez réessayer.",
            CallerSentence.YOU_ENTERED: "Vous avez saisi :",
            CallerSentence.CORRECT: "Si c'est correct, tapez un. Pour recommencer, tapez deux.",
            CallerSentence.CALL_BACK_AT: "Nous pouvons vous rappeler à ce numéro :",
            CallerSentence.CALL_BACK_KEYS: "Pour être rappelé à ce numéro, tapez un ; pour un autre numéro, "
            "tapez deux. Pour continuer à patienter, tapez étoile.",
            CallerSentence.ENTER_NUMBER: "Veuillez saisir le numéro, puis appuyer sur la touche dièse.",
            CallerSentence.WILL_CALL_BACK: "Merci. Nous vous rappellerons. Au revoir.",
            CallerSentence.NUMBER_REFUSED: "Nous ne pouvons pas appeler ce numéro.",
            CallerSentence.RECORDED: "Cet appel est susceptible d'être enregistré.",
            CallerSentence.AGREE: "Si vous êtes d'accord, tapez un. Sinon, tapez deux.",
            CallerSentence.LEAVE_MESSAGE: "Veuillez laisser un message après le bip sonore.",
            CallerSentence.NO_MESSAGE: "Nous ne pouvons pas prendre de message pour le moment. "
            "Veuillez rappeler plus tard.",
            CallerSentence.ONE_MOMENT: "Un instant, s'il vous plaît.",
            CallerSentence.WENT_WRONG: "Nous sommes désolés, une erreur s'est produite. Nous vous mettons en relation.",
        },
        keys="zéro un deux trois quatre cinq six sept huit neuf plus étoile dièse",
        group=2,
    ),
    figures=FigureWords(
        next="Votre appel est le prochain.",
        place="Votre appel est en position {number}.",
        far_back="Au moins {number} appels sont avant le vôtre.",
        under_a_minute="L'attente est de moins d'une minute.",
        one_minute="L'attente est d'environ une minute.",
        minutes="L'attente est d'environ {number} minutes.",
        long="L'attente est de plus de {number} minutes.",
    ),
    more_than="plus de {number}",
)
