"""Every error in German and English: what happened, and the next thing to do.

Knows the errors by class and says them from their attributes. Knows nothing of terminals or chats.
"""

from __future__ import annotations

from dataclasses import dataclass

import retrieval
from bot import errors
from bot.errors import ProblemKind, SettingsError
from bot.i18n.phrases import Language, Phrase
from retrieval import SkippedFile, SkipReason


@dataclass(frozen=True, slots=True)
class Spoken:
    """An error as it is told: what happened, one line each, and what to do next (may be empty)."""

    lines: tuple[str, ...]
    hint: str


def describe(error: retrieval.BelegError, language: Language, *, in_chat: bool = False) -> Spoken:
    """Say an error in the reader's language; one without a translation keeps its own words.

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
    for kind in type(error).__mro__:
        if kind in ERRORS:
            message, hint = ERRORS[kind]
            hint = CHAT_HINTS.get(kind, hint) if in_chat else hint
            return Spoken((message.say(language, **vars(error)),), hint.say(language, **vars(error)))
    return Spoken((error.message,), error.hint)


def skip_reason(file: SkippedFile, language: Language) -> str:
    """Why a file was left out.

    >>> skip_reason(SkippedFile("a.bin", SkipReason.TOO_LARGE, "> 64 MiB"), "de")
    'zu groß (> 64 MiB)'
    """
    reason = GERMAN_SKIP_REASONS[file.reason] if language == "de" else str(file.reason)
    return f"{reason} ({file.detail})" if file.detail else reason


UNEXPECTED = Phrase(
    "Ein Fehler in Beleg hat das verhindert (Kennung {reference}).",
    "A fault in Beleg prevented this (reference {reference}).",
)
UNEXPECTED_HINT = Phrase(
    "Mit BELEG_LOG_LEVEL=DEBUG noch einmal ausführen; dann stehen die Einzelheiten da.",
    "Run it again with BELEG_LOG_LEVEL=DEBUG to see the details.",
)
NO_HINT = Phrase("", "")
QUESTION_LINE = Phrase("Wie eine Zeile aussieht, zeigt: beleg eval --help", "What a line looks like: beleg eval --help")
BUNDLED_MODEL_MISSING = Phrase(
    "In dieser Installation fehlt das eingebaute Modell.", "The bundled model is missing from this installation."
)
BUNDLED_MODEL_HINT = Phrase(
    "Beleg neu installieren, oder BELEG_EMBEDDING_MODEL auf einen sentence-transformers-Ordner setzen.",
    "Install Beleg anew, or set BELEG_EMBEDDING_MODEL to a sentence-transformers folder.",
)

ERRORS: dict[type[BaseException], tuple[Phrase, Phrase]] = {
    retrieval.EncoderError: (
        Phrase(
            "Das Einbettungsmodell „{model}“ lässt sich nicht laden: {detail}",
            "The embedding model “{model}” cannot be loaded: {detail}",
        ),
        Phrase(
            "BELEG_EMBEDDING_MODEL auf einen sentence-transformers-Ordner setzen, oder entfernen (eingebautes Modell).",
            "Set BELEG_EMBEDDING_MODEL to a sentence-transformers folder, or remove it for the bundled model.",
        ),
    ),
    retrieval.EmptyQuestionError: (
        Phrase("In der Frage steht kein Wort.", "There is no word in the question."),
        Phrase('Zum Beispiel: beleg ask "Wer warnte vor einem Fehler?"', 'Try: beleg ask "Who warned of a mistake?"'),
    ),
    retrieval.QuestionTooLongError: (
        Phrase(
            "Die Frage hat {characters} Zeichen; gelesen werden höchstens {maximum_characters}.",
            "The question has {characters} characters; at most {maximum_characters} are read.",
        ),
        Phrase("In einem oder zwei Sätzen fragen.", "Ask in one or two sentences."),
    ),
    retrieval.QuestionLineError: (
        Phrase("{path}, Zeile {line}: {detail}", "{path}, line {line}: {detail}"),
        QUESTION_LINE,
    ),
    retrieval.QuestionFileError: (
        Phrase("Die Datei {path} ist nicht zu gebrauchen: {detail}", "The file {path} cannot be used: {detail}"),
        QUESTION_LINE,
    ),
    retrieval.SeedsMissingError: (
        Phrase("Unter {path} gibt es keinen Ordner mit Dokumenten.", "There is no folder of documents at {path}."),
        Phrase(
            "Den Ordner anlegen und Dokumente hineinlegen, oder BELEG_SEEDS auf den richtigen setzen.",
            "Create it and put documents in, or set BELEG_SEEDS to the folder that has them.",
        ),
    ),
    retrieval.SeedsUnreadableError: (
        Phrase(
            "Der Ordner {path} lässt sich nicht lesen: {detail}",
            "The folder of documents {path} cannot be read: {detail}",
        ),
        Phrase("Diesem Benutzer das Recht zum Lesen geben.", "Give this user the right to read it."),
    ),
    retrieval.SeedsEmptyError: (
        Phrase(
            "Kein Dokument in {path} lässt sich aufnehmen ({skipped} übersprungen).",
            "No document in {path} can be indexed ({skipped} skipped).",
        ),
        Phrase(
            "Dokumente hineinlegen, zum Beispiel .txt, .md, .pdf, .docx oder .html.",
            "Put documents there, such as .txt, .md, .pdf, .docx or .html.",
        ),
    ),
    retrieval.DocumentError: (Phrase("{document_id}: {reason}", "{document_id}: {reason}"), NO_HINT),
    retrieval.DocumentNotFoundError: (
        Phrase("Ein Dokument „{document_id}“ gibt es nicht.", "There is no document “{document_id}”."),
        Phrase("Die Dokumente zeigt: beleg sources", "To list the documents: beleg sources"),
    ),
    retrieval.ParagraphNotFoundError: (
        Phrase(
            "„{document_id}“ hat keinen Absatz {number}; die Absätze gehen von 1 bis {last}.",
            "“{document_id}” has no paragraph {number}; its paragraphs go from 1 to {last}.",
        ),
        Phrase("Zum Beispiel: beleg show '{document_id}' {last}", "Try: beleg show '{document_id}' {last}"),
    ),
    retrieval.PermalinkInvalidError: (
        Phrase("„{link}“ ist keine Kennung eines Absatzes.", "“{link}” is no permalink of a paragraph."),
        Phrase("Alle 40 Zeichen der Kennung kopieren.", "Copy all 40 characters of it."),
    ),
    retrieval.ParagraphGoneError: (
        Phrase("Dieser Absatz steht nicht mehr in den Dokumenten.", "This paragraph was removed from the documents."),
        Phrase("Noch einmal fragen, was jetzt darin steht.", "Ask again to see what they say now."),
    ),
    retrieval.IndexMissingError: (
        Phrase("In {path} ist kein Index.", "There is no index in {path}."),
        Phrase("Jetzt ausführen: beleg index", "Run: beleg index"),
    ),
    retrieval.IndexDamagedError: (
        Phrase("Die Indexdatei {path} ist beschädigt: {detail}", "The index file {path} is damaged: {detail}"),
        Phrase("Jetzt ausführen: beleg index --rebuild", "Run: beleg index --rebuild"),
    ),
    retrieval.IndexOutdatedError: (
        Phrase(
            "Den Index hat eine andere Version von Beleg gemacht ({detail}).",
            "The index was made by another version of Beleg ({detail}).",
        ),
        Phrase("Jetzt ausführen: beleg index --rebuild", "Run: beleg index --rebuild"),
    ),
    retrieval.IndexUnwritableError: (
        Phrase(
            "Der Index lässt sich nicht nach {path} schreiben: {detail}",
            "The index cannot be written to {path}: {detail}",
        ),
        Phrase(
            "Platz oder Schreibrecht schaffen, oder BELEG_INDEX_DIR auf einen anderen Ordner setzen.",
            "Free some space or the right to write there, or set BELEG_INDEX_DIR to another folder.",
        ),
    ),
    retrieval.IndexBusyError: (
        Phrase(
            "Ein anderer Vorgang bringt gerade den Index in {path} auf den neuesten Stand.",
            "Another process is bringing the index in {path} up to date.",
        ),
        Phrase("Noch einmal versuchen, wenn er fertig ist.", "Try again when it has finished."),
    ),
    errors.NothingToShowError: (
        Phrase("Es gibt noch keine Antwort.", "There is no answer yet."),
        Phrase("Erst etwas fragen.", "Ask something first."),
    ),
    errors.CitationNotFoundError: (
        Phrase(
            "Eine Nummer {number} gibt es nicht; zuletzt gab es 1 bis {last}.",
            "There is no number {number}; the last ones were 1 to {last}.",
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
        Phrase("{path} lässt sich nicht beschreiben: {detail}", "{path} cannot be written: {detail}"),
        Phrase(
            "Platz oder Schreibrecht schaffen, oder BELEG_STATE_DIR auf einen anderen Ordner setzen.",
            "Free some space or the right to write there, or set BELEG_STATE_DIR to another folder.",
        ),
    ),
    errors.StateNewerError: (
        Phrase("{path} stammt von einer neueren Version von Beleg.", "{path} was written by a newer version of Beleg."),
        Phrase(
            "Diese Version installieren, oder BELEG_STATE_DIR auf einen anderen Ordner setzen.",
            "Install that version, or set BELEG_STATE_DIR to another folder.",
        ),
    ),
    errors.AlreadyRunningError: (
        Phrase(
            "Beleg läuft schon in Telegram, mit dem Ordner {path}.",
            "Beleg is already running in Telegram, with the folder {path}.",
        ),
        Phrase(
            "Erst den anderen Prozess beenden, oder für einen zweiten Bot BELEG_STATE_DIR anders setzen.",
            "Stop that process first, or set BELEG_STATE_DIR to another folder for a second bot.",
        ),
    ),
    errors.TokenRefusedError: (
        Phrase("Telegram nimmt das Token nicht an.", "Telegram does not accept the token."),
        Phrase(
            "@BotFather zeigt es unter /mybots; in BELEG_TELEGRAM_TOKEN eintragen.",
            "@BotFather shows it under /mybots; put it into BELEG_TELEGRAM_TOKEN.",
        ),
    ),
    errors.TelegramUnreachableError: (
        Phrase("Telegram antwortet nicht ({detail}).", "Telegram does not answer ({detail})."),
        Phrase(
            "Das Netz und BELEG_TELEGRAM_BASE_URL prüfen, dann noch einmal versuchen.",
            "Check the network and BELEG_TELEGRAM_BASE_URL, then try again.",
        ),
    ),
    errors.WebhookRefusedError: (
        Phrase(
            "Telegram nimmt die Webhook-Adresse {address} nicht an: {detail}",
            "Telegram does not accept the webhook address {address}: {detail}",
        ),
        Phrase(
            "BELEG_TELEGRAM_WEBHOOK_PUBLIC_URL berichtigen, oder entfernen: dann wird bei Telegram abgefragt.",
            "Correct BELEG_TELEGRAM_WEBHOOK_PUBLIC_URL, or remove it: then Telegram is asked for messages.",
        ),
    ),
    errors.ListenError: (
        Phrase(
            "{address} lässt sich für den Webhook nicht öffnen: {detail}",
            "{address} cannot be opened for the webhook: {detail}",
        ),
        Phrase(
            "BELEG_TELEGRAM_WEBHOOK_LISTEN und BELEG_TELEGRAM_WEBHOOK_PORT auf Freies setzen.",
            "Set BELEG_TELEGRAM_WEBHOOK_LISTEN and BELEG_TELEGRAM_WEBHOOK_PORT to what is free.",
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

SETTINGS_HINT = Phrase(
    "In .env oder der Umgebung berichtigen; .env.example erklärt alle Einstellungen.",
    "Correct it in .env or the environment; .env.example explains every setting.",
)
PROBLEMS = {
    ProblemKind.UNKNOWN_SETTING: Phrase(
        "{setting}: eine solche Einstellung gibt es nicht; die Zeile entfernen.",
        "{setting}: unknown setting; remove the line.",
    ),
    ProblemKind.SIMILAR_SETTING: Phrase(
        "{setting}: eine solche Einstellung gibt es nicht; gemeint: {similar}?",
        "{setting}: unknown setting; did you mean {similar}?",
    ),
    ProblemKind.NOT_A_WHOLE_NUMBER: Phrase(
        "{setting}: „{value}“ ist keine ganze Zahl von {lowest} bis {highest}; ändern oder entfernen (dann {default}).",
        "{setting}: “{value}” is not a whole number from {lowest} to {highest}; change or remove it (then {default}).",
    ),
    ProblemKind.NOT_A_NUMBER: Phrase(
        "{setting}: „{value}“ ist keine Zahl von {lowest} bis {highest}; ändern oder entfernen (dann {default}).",
        "{setting}: “{value}” is not a number from {lowest} to {highest}; change or remove it (then {default}).",
    ),
    ProblemKind.NOT_A_CHOICE: Phrase(
        "{setting}: „{value}“ ist keines von {choices}; ändern oder entfernen (dann {default}).",
        "{setting}: “{value}” is not one of {choices}; change or remove it (then {default}).",
    ),
    ProblemKind.INVALID: Phrase(
        "{setting}: „{value}“ geht nicht ({detail}); ändern oder entfernen (dann {default}).",
        "{setting}: “{value}” cannot be used ({detail}); change or remove it (then {default}).",
    ),
    ProblemKind.FILE_UNREADABLE: Phrase(
        "{setting}: lässt sich nicht lesen ({detail}); Leserecht geben oder die Datei entfernen.",
        "{setting}: cannot be read ({detail}); give the right to read it, or remove the file.",
    ),
    ProblemKind.FILE_NOT_TEXT: Phrase(
        "{setting}: ist keine Textdatei in UTF-8; neu anlegen: cp .env.example .env",
        "{setting}: is not a text file in UTF-8; start anew: cp .env.example .env",
    ),
    ProblemKind.LINE_UNREADABLE: Phrase(
        "{setting}, Zeile {line}: nicht lesbar; erwartet wird NAME=WERT oder eine Zeile mit #.",
        "{setting}, line {line}: not readable; NAME=VALUE or a line with # is expected.",
    ),
    ProblemKind.MISSING: Phrase(
        "{setting}: fehlt; das Token eines Bots gibt es bei @BotFather mit /newbot.",
        "{setting}: is missing; @BotFather gives the token of a bot with /newbot.",
    ),
    ProblemKind.NOT_A_TOKEN: Phrase(
        "{setting}: das ist kein Token; es sieht aus wie 123456:ABC-def und steht bei @BotFather unter /mybots.",
        "{setting}: that is no token; it looks like 123456:ABC-def, and @BotFather shows it under /mybots.",
    ),
    ProblemKind.NOT_IDS: Phrase(
        "{setting}: „{value}“ ist keine Nummer; erwartet werden Nummern mit Komma dazwischen. Einen @Namen nimmt "
        "Beleg nicht; wer dem Bot schreibt, erfährt von ihm die eigene Nummer.",
        "{setting}: “{value}” is no id; numbers with commas between them are expected. A @name does not do; who "
        "writes to the bot is told their number.",
    ),
    ProblemKind.NOT_AN_API_ADDRESS: Phrase(
        "{setting}: „{value}“ ist keine Adresse; erwartet wird etwas wie http://127.0.0.1:8081/bot.",
        "{setting}: “{value}” is no address; something like http://127.0.0.1:8081/bot is expected.",
    ),
    ProblemKind.NOT_A_PUBLIC_ADDRESS: Phrase(
        "{setting}: „{value}“ ist keine Adresse; erwartet wird etwas wie https://bot.example.org.",
        "{setting}: “{value}” is no address; something like https://bot.example.org is expected.",
    ),
    ProblemKind.NOT_A_PATH: Phrase(
        "{setting}: „{value}“ geht nicht; erlaubt sind Buchstaben, Ziffern und _ - / ohne Umlaute.",
        "{setting}: “{value}” cannot be used; letters, digits and _ - / are allowed.",
    ),
    ProblemKind.NOT_A_SECRET: Phrase(
        "{setting}: geht nicht; erlaubt sind 1 bis 256 Zeichen aus A-Z a-z 0-9 _ -.",
        "{setting}: cannot be used; 1 to 256 characters of A-Z a-z 0-9 _ - are allowed.",
    ),
    ProblemKind.NOT_A_HOST: Phrase(
        "{setting}: „{value}“ ist keine IP-Adresse und kein Rechnername.",
        "{setting}: “{value}” is no IP address and no name of a machine.",
    ),
    ProblemKind.INSIDE_INDEX: Phrase(
        "{setting}: „{value}“ liegt im Ordner des Index, der jederzeit gelöscht werden darf; einen anderen nehmen.",
        "{setting}: “{value}” is in the folder of the index, which may be deleted any time; take another.",
    ),
}

GERMAN_SKIP_REASONS = {
    SkipReason.BINARY: "eine Binärdatei, kein Text",
    SkipReason.CONVERTER_DIED: "das Lesen ist daran abgebrochen",
    SkipReason.DAMAGED: "die Datei ist beschädigt",
    SkipReason.DAMAGED_TEXT: "beschädigter Text",
    SkipReason.EMPTY: "die Datei ist leer",
    SkipReason.ENCRYPTED: "mit einem Passwort geschützt",
    SkipReason.EXPANDS_TOO_MUCH: "entpackt wäre es zu viel",
    SkipReason.FOLDER_UNREADABLE: "der Ordner lässt sich nicht lesen",
    SkipReason.FORMAT: "das Format wird nicht gelesen",
    SkipReason.HEADINGS_ONLY: "es stehen nur Überschriften darin",
    SkipReason.LINK: "eine Verknüpfung; ihr wird nicht gefolgt",
    SkipReason.NO_TEXT: "es steht kein Text darin",
    SkipReason.NO_TEXT_LAYER: "gescannte Seiten ohne Text; erst mit einer Texterkennung (OCR) bearbeiten",
    SkipReason.NOT_A_FILE: "keine gewöhnliche Datei",
    SkipReason.SAME_NAME: "eine andere Datei heißt in anderer Unicode-Form ebenso",
    SkipReason.TOO_LARGE: "zu groß",
    SkipReason.TOO_MANY_PAGES: "zu viele Seiten",
    SkipReason.TOO_MUCH_MEMORY: "das Lesen braucht zu viel Speicher",
    SkipReason.TOO_MUCH_TEXT: "zu viel Text",
    SkipReason.TOO_SLOW: "das Lesen dauert zu lange",
    SkipReason.UNKNOWN_CHARACTER_SET: "die Zeichenkodierung ist nicht zu erkennen",
    SkipReason.UNREADABLE: "lässt sich nicht lesen",
    SkipReason.WRONG_CONTENT: "der Inhalt ist nicht, was die Endung sagt",
}
