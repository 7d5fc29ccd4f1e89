"""Every error in German and English: what happened, and the next thing to do.

Knows the errors by type and says them from their attributes; the commands and settings that a hint names are known here
and nowhere below. Knows nothing of terminals or chats.
"""

from __future__ import annotations

from dataclasses import dataclass

import retrieval
from bot import errors
from bot.errors import SettingsError
from bot.i18n.phrases import Language, Phrase
from bot.i18n.setting_strings import PROBLEMS, SETTINGS_HINT
from bot.i18n.skip_reason_strings import skip_reason


@dataclass(frozen=True, slots=True)
class Spoken:
    """An error as it is told: what happened, one line each, and what to do next (may be empty)."""

    lines: tuple[str, ...]
    hint: str


def describe(error: retrieval.BelegError, language: Language, *, in_chat: bool = False) -> Spoken:
    """Say an error in the reader's language; one without a translation keeps its own words and has no hint.

    Parameters
    ----------
    error
        What was raised.
    language
        The language of the reader.
    in_chat
        Whether the next step is typed into a conversation and not at a shell.

    Returns
    -------
    Spoken
        One line, or one for each problem of the settings, and the next step.
    """
    if isinstance(error, SettingsError):
        lines = [PROBLEMS[p.kind].say(language, setting=p.setting, **p.values) for p in error.problems]
        return Spoken(tuple(lines), SETTINGS_HINT.say(language))
    if isinstance(error, retrieval.EncoderError) and not error.model:
        return Spoken((BUNDLED_MODEL_MISSING.say(language),), BUNDLED_MODEL_HINT.say(language))
    if isinstance(error, retrieval.DocumentError):
        reason = skip_reason(error.reason, error.detail, language)
        return Spoken((DOCUMENT_LEFT_OUT.say(language, document_id=error.document_id, reason=reason),), "")
    for kind in type(error).__mro__:
        if kind in ERRORS:
            message, hint = ERRORS[kind]
            hint = CHAT_HINTS.get(kind, hint) if in_chat else hint
            return Spoken((message.say(language, **vars(error)),), hint.say(language, **vars(error)))
    return Spoken((error.message,), "")


UNEXPECTED = Phrase(
    "In Beleg ist ein unerwarteter Fehler aufgetreten (Kennung {reference}).",
    "An unexpected error occurred in Beleg (reference {reference}).",
)
UNEXPECTED_HINT = Phrase(
    "Die Einzelheiten zeigt ein zweiter Versuch mit BELEG_LOG_LEVEL=DEBUG.",
    "Run it again with BELEG_LOG_LEVEL=DEBUG to see the details.",
)
DOCUMENT_LEFT_OUT = Phrase(
    "„{document_id}“ lässt sich nicht aufnehmen: {reason}", "“{document_id}” cannot be indexed: {reason}"
)
BUNDLED_MODEL_MISSING = Phrase(
    "In dieser Installation fehlt das eingebaute Modell.", "The bundled model is missing from this installation."
)
BUNDLED_MODEL_HINT = Phrase(
    "Beleg neu installieren oder BELEG_EMBEDDING_MODEL auf einen sentence-transformers-Ordner setzen.",
    "Reinstall Beleg, or set BELEG_EMBEDDING_MODEL to a sentence-transformers folder.",
)

ERRORS: dict[type[BaseException], tuple[Phrase, Phrase]] = {
    retrieval.EncoderLibraryMissingError: (
        Phrase(
            "Das Einbettungsmodell „{model}“ braucht die Bibliothek sentence-transformers; sie ist nicht installiert.",
            "The embedding model “{model}” needs the library sentence-transformers, which is not installed.",
        ),
        Phrase(
            "Im Ordner von Beleg: .venv/bin/pip install '.[sentence-transformers]' – oder BELEG_EMBEDDING_MODEL für das"
            " eingebaute Modell entfernen.",
            "In the folder of Beleg: .venv/bin/pip install '.[sentence-transformers]' – or remove"
            " BELEG_EMBEDDING_MODEL for the bundled model.",
        ),
    ),
    retrieval.EncoderError: (
        Phrase(
            "Das Einbettungsmodell „{model}“ lässt sich nicht laden: {detail}",
            "The embedding model “{model}” cannot be loaded: {detail}",
        ),
        Phrase(
            "BELEG_EMBEDDING_MODEL auf einen sentence-transformers-Ordner setzen oder für das eingebaute Modell"
            " entfernen.",
            "Set BELEG_EMBEDDING_MODEL to a sentence-transformers folder, or remove it for the bundled model.",
        ),
    ),
    retrieval.EmptyQuestionError: (
        Phrase("Die Frage enthält kein Wort.", "The question contains no word."),
        Phrase('Zum Beispiel: beleg ask "Wer warnte vor einem Fehler?"', 'Try: beleg ask "Who warned of a mistake?"'),
    ),
    retrieval.QuestionTooLongError: (
        Phrase(
            "Die Frage ist {characters} Zeichen lang; erlaubt sind höchstens {maximum_characters}.",
            "The question is {characters} characters long; the limit is {maximum_characters}.",
        ),
        Phrase("Die Frage in ein oder zwei Sätze fassen.", "Ask in one or two sentences."),
    ),
    retrieval.QuestionLineError: (
        Phrase("{path}, Zeile {line}: {detail}", "{path}, line {line}: {detail}"),
        Phrase("Das Format einer Zeile zeigt: beleg eval --help", "For the format of a line: beleg eval --help"),
    ),
    retrieval.QuestionFileError: (
        Phrase("Die Datei {path} ist nicht verwendbar: {detail}", "The file {path} cannot be used: {detail}"),
        Phrase("Was darin stehen muss, zeigt: beleg eval --help", "For what it must contain: beleg eval --help"),
    ),
    retrieval.SeedsMissingError: (
        Phrase("Unter {path} gibt es keinen Ordner mit Dokumenten.", "There is no documents folder at {path}."),
        Phrase(
            "Den Ordner anlegen und Dokumente hineinlegen oder BELEG_SEEDS auf den richtigen Ordner setzen.",
            "Create it and put documents in it, or set BELEG_SEEDS to the right folder.",
        ),
    ),
    retrieval.SeedsUnreadableError: (
        Phrase(
            "Der Ordner {path} lässt sich nicht lesen: {detail}",
            "The documents folder {path} cannot be read: {detail}",
        ),
        Phrase("Diesem Benutzer Leserechte erteilen.", "Grant this user read permission."),
    ),
    retrieval.SeedsEmptyError: (
        Phrase(
            "Kein Dokument in {path} lässt sich aufnehmen ({skipped} übersprungen).",
            "No document in {path} can be indexed ({skipped} skipped).",
        ),
        Phrase(
            "Dokumente hineinlegen, zum Beispiel .txt, .md, .pdf, .docx oder .html.",
            "Put documents in it, such as .txt, .md, .pdf, .docx or .html.",
        ),
    ),
    retrieval.DocumentNotFoundError: (
        Phrase("Es gibt kein Dokument „{document_id}“.", "There is no document “{document_id}”."),
        Phrase("Die Dokumente zeigt: beleg sources", "To list the documents: beleg sources"),
    ),
    retrieval.ParagraphNotFoundError: (
        Phrase(
            "„{document_id}“ hat keinen Absatz {number}; die Absätze reichen von 1 bis {last}.",
            "“{document_id}” has no paragraph {number}; its paragraphs go from 1 to {last}.",
        ),
        Phrase("Zum Beispiel: beleg show '{document_id}' {last}", "Try: beleg show '{document_id}' {last}"),
    ),
    retrieval.PermalinkInvalidError: (
        Phrase("„{link}“ ist keine Kennung eines Absatzes.", "“{link}” is not the id of a paragraph."),
        Phrase("Alle 40 Zeichen der Kennung kopieren.", "Copy all 40 characters of the id."),
    ),
    retrieval.ParagraphGoneError: (
        Phrase("Dieser Absatz steht nicht mehr in den Dokumenten.", "This paragraph is no longer in the documents."),
        Phrase("Eine neue Frage zeigt, was jetzt darin steht.", "Ask again to see what they say now."),
    ),
    retrieval.IndexMissingError: (
        Phrase("In {path} gibt es keinen Index.", "There is no index in {path}."),
        Phrase("Aufbauen mit: beleg index", "To build it: beleg index"),
    ),
    retrieval.IndexDamagedError: (
        Phrase("Die Indexdatei {path} ist beschädigt: {detail}", "The index file {path} is damaged: {detail}"),
        Phrase("Neu aufbauen mit: beleg index --rebuild", "To rebuild it: beleg index --rebuild"),
    ),
    retrieval.IndexOutdatedError: (
        Phrase(
            "Der Index stammt von einer anderen Version von Beleg ({detail}).",
            "The index was written by another version of Beleg ({detail}).",
        ),
        Phrase("Neu aufbauen mit: beleg index --rebuild", "To rebuild it: beleg index --rebuild"),
    ),
    retrieval.IndexUnwritableError: (
        Phrase(
            "Der Index lässt sich nicht in {path} schreiben: {detail}",
            "The index cannot be written to {path}: {detail}",
        ),
        Phrase(
            "Platz schaffen, Schreibrechte erteilen oder BELEG_INDEX_DIR auf einen anderen Ordner setzen.",
            "Free some space, grant write permission, or set BELEG_INDEX_DIR to another folder.",
        ),
    ),
    retrieval.IndexBusyError: (
        Phrase(
            "Ein anderer Prozess baut gerade den Index in {path} auf.",
            "Another process is building the index in {path}.",
        ),
        Phrase("Noch einmal versuchen, sobald er fertig ist.", "Try again once it has finished."),
    ),
    errors.NothingToShowError: (
        Phrase("Es gibt noch keine Antwort.", "There is no answer yet."),
        Phrase("Erst etwas fragen.", "Ask something first."),
    ),
    errors.CitationNotFoundError: (
        Phrase(
            "Es gibt kein [{number}]; zuletzt waren es [1] bis [{last}].",
            "There is no [{number}]; the last reply goes from [1] to [{last}].",
        ),
        Phrase("Zum Beispiel: /show {last}", "Try: /show {last}"),
    ),
    errors.ShowUsageError: (
        Phrase("Was soll gezeigt werden?", "What should be shown?"),
        Phrase(
            "/show 1 zeigt den Absatz zu [1], /show NAME 4 den Absatz 4 eines Dokuments.",
            "/show 1 shows the paragraph of [1], /show NAME 4 paragraph 4 of a document.",
        ),
    ),
    errors.StateUnwritableError: (
        Phrase("In {path} lässt sich nicht schreiben: {detail}", "{path} cannot be written: {detail}"),
        Phrase(
            "Platz schaffen, Schreibrechte erteilen oder BELEG_STATE_DIR auf einen anderen Ordner setzen.",
            "Free some space, grant write permission, or set BELEG_STATE_DIR to another folder.",
        ),
    ),
    errors.StateNewerError: (
        Phrase("{path} stammt von einer neueren Version von Beleg.", "{path} was written by a newer version of Beleg."),
        Phrase(
            "Diese Version installieren oder BELEG_STATE_DIR auf einen anderen Ordner setzen.",
            "Install that version, or set BELEG_STATE_DIR to another folder.",
        ),
    ),
    errors.AlreadyRunningError: (
        Phrase(
            "Beleg läuft in Telegram bereits mit dem Zustandsordner {path}.",
            "Beleg is already running in Telegram, with the state folder {path}.",
        ),
        Phrase(
            "Erst den anderen Prozess beenden oder für einen zweiten Bot BELEG_STATE_DIR auf einen anderen Ordner"
            " setzen.",
            "Stop that process first, or set BELEG_STATE_DIR to another folder for a second bot.",
        ),
    ),
    errors.TokenRefusedError: (
        Phrase("Telegram nimmt das Token nicht an.", "Telegram does not accept the token."),
        Phrase(
            "@BotFather zeigt das gültige unter /mybots; es gehört in BELEG_TELEGRAM_TOKEN.",
            "@BotFather shows the valid one under /mybots; put it into BELEG_TELEGRAM_TOKEN.",
        ),
    ),
    errors.TelegramUnreachableError: (
        Phrase("Telegram antwortet nicht ({detail}).", "Telegram does not answer ({detail})."),
        Phrase(
            "Die Netzverbindung und BELEG_TELEGRAM_BASE_URL prüfen, dann noch einmal versuchen.",
            "Check the network connection and BELEG_TELEGRAM_BASE_URL, then try again.",
        ),
    ),
    errors.WebhookRefusedError: (
        Phrase(
            "Telegram nimmt die Webhook-URL {address} nicht an: {detail}",
            "Telegram does not accept the webhook URL {address}: {detail}",
        ),
        Phrase(
            "BELEG_TELEGRAM_WEBHOOK_PUBLIC_URL berichtigen oder für Long Polling entfernen.",
            "Correct BELEG_TELEGRAM_WEBHOOK_PUBLIC_URL, or remove it for long polling.",
        ),
    ),
    errors.ListenError: (
        Phrase(
            "{address} lässt sich für den Webhook nicht öffnen: {detail}",
            "The webhook cannot listen on {address}: {detail}",
        ),
        Phrase(
            "In BELEG_TELEGRAM_WEBHOOK_LISTEN und BELEG_TELEGRAM_WEBHOOK_PORT eine freie Adresse eintragen.",
            "Set BELEG_TELEGRAM_WEBHOOK_LISTEN and BELEG_TELEGRAM_WEBHOOK_PORT to an address and port that are free.",
        ),
    ),
}

CHAT_HINTS: dict[type[BaseException], Phrase] = {
    retrieval.EmptyQuestionError: Phrase("Zum Beispiel: Wer warnte vor einem Fehler?", "Try: Who warned of a mistake?"),
    retrieval.DocumentNotFoundError: Phrase("Die Dokumente zeigt /sources.", "/sources lists the documents."),
    retrieval.ParagraphNotFoundError: Phrase(
        "Zum Beispiel: /show {document_id} {last}", "Try: /show {document_id} {last}"
    ),
}
