"""Why a file of the documents folder is not in the index, in German and English side by side.

Completes the sentence "skipped: ...". Knows the reasons by name and nothing of how a file is read.
"""

from __future__ import annotations

from bot.i18n.phrases import Language, Phrase
from retrieval import SkipReason


def skip_reason(reason: SkipReason, detail: str, language: Language) -> str:
    """Why a file was left out, with the detail in brackets where there is one.

    >>> skip_reason(SkipReason.TOO_LARGE, "> 64 MiB", "de")
    'zu groß (> 64 MiB)'
    """
    said = SKIP_REASONS[reason].say(language)
    return f"{said} ({detail})" if detail else said


SKIP_REASONS = {
    SkipReason.BINARY: Phrase("eine Binärdatei, kein Text", "a binary file, not text"),
    SkipReason.CONVERTER_DIED: Phrase("das Lesen ist abgebrochen", "reading it broke off"),
    SkipReason.DAMAGED: Phrase("die Datei ist beschädigt", "the file is damaged"),
    SkipReason.DAMAGED_TEXT: Phrase("beschädigter Text", "damaged text"),
    SkipReason.EMPTY: Phrase("die Datei ist leer", "the file is empty"),
    SkipReason.ENCRYPTED: Phrase("mit einem Passwort geschützt", "password-protected"),
    SkipReason.EXPANDS_TOO_MUCH: Phrase("entpackt zu groß", "too large when unpacked"),
    SkipReason.FOLDER_UNREADABLE: Phrase("der Ordner lässt sich nicht lesen", "the folder cannot be read"),
    SkipReason.FORMAT: Phrase("das Format wird nicht unterstützt", "the format is not supported"),
    SkipReason.HEADINGS_ONLY: Phrase("enthält nur Überschriften", "contains only headings"),
    SkipReason.LINK: Phrase(
        "eine symbolische Verknüpfung; solchen wird nicht gefolgt", "a symbolic link; links are not followed"
    ),
    SkipReason.NO_TEXT: Phrase("enthält keinen Text", "contains no text"),
    SkipReason.NO_TEXT_LAYER: Phrase(
        "gescannte Seiten ohne Text; zuerst eine Texterkennung (OCR) ausführen",
        "scanned pages without text; run OCR on them first",
    ),
    SkipReason.NOT_A_FILE: Phrase("keine gewöhnliche Datei", "not a regular file"),
    SkipReason.SAME_NAME: Phrase(
        "eine andere Datei hat denselben Namen in anderer Unicode-Form",
        "another file has the same name in a different Unicode form",
    ),
    SkipReason.TOO_LARGE: Phrase("zu groß", "too large"),
    SkipReason.TOO_MANY_PAGES: Phrase("zu viele Seiten", "too many pages"),
    SkipReason.TOO_MUCH_MEMORY: Phrase("das Lesen braucht zu viel Speicher", "reading it takes too much memory"),
    SkipReason.TOO_MUCH_TEXT: Phrase("zu viel Text", "too much text"),
    SkipReason.TOO_SLOW: Phrase("das Lesen dauert zu lange", "reading it takes too long"),
    SkipReason.UNKNOWN_CHARACTER_SET: Phrase(
        "die Zeichenkodierung ist nicht zu erkennen", "its character encoding cannot be determined"
    ),
    SkipReason.UNREADABLE: Phrase("lässt sich nicht lesen", "cannot be read"),
    SkipReason.WRONG_CONTENT: Phrase(
        "der Inhalt passt nicht zur Dateiendung", "its content does not match the file extension"
    ),
}
