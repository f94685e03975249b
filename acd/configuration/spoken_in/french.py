"""French."""

from acd.configuration.spoken_in.words import Words
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
        Sentence.NOT_POSSIBLE: "Ce n'est pas possible pour le moment.",
    },
    for_reason="Pour {reason}, appuyez sur {digit}.",
    more_than="plus de {number}",
)
