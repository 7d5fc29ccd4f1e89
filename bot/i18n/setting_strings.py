"""What can be wrong with a setting, and how to correct it, in German and English side by side.

Knows the kinds of problems by name; the names in braces are those of ``SettingProblem``.
"""

from __future__ import annotations

from bot.errors import ProblemKind
from bot.i18n.phrases import Phrase

SETTINGS_HINT = Phrase(
    "In .env oder der Umgebung berichtigen; .env.example erklärt alle Einstellungen.",
    "Correct it in .env or in the environment; .env.example explains every setting.",
)
PROBLEMS = {
    ProblemKind.UNKNOWN_SETTING: Phrase(
        "{setting}: Diese Einstellung gibt es nicht; die Zeile entfernen.",
        "{setting}: unknown setting; remove the line.",
    ),
    ProblemKind.SIMILAR_SETTING: Phrase(
        "{setting}: Diese Einstellung gibt es nicht. Gemeint: {similar}?",
        "{setting}: unknown setting; did you mean {similar}?",
    ),
    ProblemKind.NOT_A_WHOLE_NUMBER: Phrase(
        "{setting}: „{value}“ ist keine ganze Zahl von {lowest} bis {highest}; ändern oder entfernen"
        " (Standard: {default}).",
        "{setting}: “{value}” is not a whole number from {lowest} to {highest}; change or remove it"
        " (default: {default}).",
    ),
    ProblemKind.NOT_A_NUMBER: Phrase(
        "{setting}: „{value}“ ist keine Zahl von {lowest} bis {highest}; ändern oder entfernen (Standard: {default}).",
        "{setting}: “{value}” is not a number from {lowest} to {highest}; change or remove it (default: {default}).",
    ),
    ProblemKind.NOT_A_CHOICE: Phrase(
        "{setting}: „{value}“ ist keiner der Werte {choices}; ändern oder entfernen (Standard: {default}).",
        "{setting}: “{value}” is not one of {choices}; change or remove it (default: {default}).",
    ),
    ProblemKind.INVALID: Phrase(
        "{setting}: „{value}“ ist ungültig ({detail}); ändern oder entfernen (Standard: {default}).",
        "{setting}: “{value}” is not valid ({detail}); change or remove it (default: {default}).",
    ),
    ProblemKind.FILE_UNREADABLE: Phrase(
        "{setting}: lässt sich nicht lesen ({detail}); Leserechte erteilen oder die Datei entfernen.",
        "{setting}: cannot be read ({detail}); grant read permission, or remove the file.",
    ),
    ProblemKind.FILE_NOT_TEXT: Phrase(
        "{setting}: ist keine Textdatei in UTF-8; neu anlegen: cp .env.example .env",
        "{setting}: is not a UTF-8 text file; start from the example: cp .env.example .env",
    ),
    ProblemKind.LINE_UNREADABLE: Phrase(
        "{setting}, Zeile {line}: nicht lesbar; erwartet wird NAME=WERT oder ein Kommentar, der mit # beginnt.",
        "{setting}, line {line}: not readable; expected NAME=VALUE, or a comment that starts with #.",
    ),
    ProblemKind.MISSING: Phrase(
        "{setting}: fehlt; @BotFather vergibt das Token eines neuen Bots mit /newbot.",
        "{setting}: is missing; @BotFather issues the token of a new bot with /newbot.",
    ),
    ProblemKind.NOT_A_TOKEN: Phrase(
        "{setting}: Das ist kein Token; ein Token sieht aus wie 123456:ABC-def und steht bei @BotFather unter /mybots.",
        "{setting}: that is not a token; a token looks like 123456:ABC-def, and @BotFather shows it under /mybots.",
    ),
    ProblemKind.NOT_IDS: Phrase(
        "{setting}: „{value}“ ist keine Telegram-ID; erwartet werden IDs, durch Kommas getrennt. Ein @Name genügt"
        " nicht; wer dem Bot schreibt, erfährt von ihm die eigene ID.",
        "{setting}: “{value}” is not a Telegram ID; expected are IDs, separated by commas. A @name will not do; anyone"
        " who writes to the bot is told their ID.",
    ),
    ProblemKind.NOT_AN_API_ADDRESS: Phrase(
        "{setting}: „{value}“ ist keine gültige URL; erwartet wird eine wie http://127.0.0.1:8081/bot.",
        "{setting}: “{value}” is not a valid URL; expected is one such as http://127.0.0.1:8081/bot.",
    ),
    ProblemKind.NOT_A_PUBLIC_ADDRESS: Phrase(
        "{setting}: „{value}“ ist keine gültige URL; erwartet wird eine wie https://bot.example.org.",
        "{setting}: “{value}” is not a valid URL; expected is one such as https://bot.example.org.",
    ),
    ProblemKind.NOT_A_PATH: Phrase(
        "{setting}: „{value}“ ist kein gültiger Pfad; erlaubt sind Buchstaben, Ziffern und _ - / ohne Umlaute.",
        "{setting}: “{value}” is not a valid path; letters, digits and _ - / are allowed.",
    ),
    ProblemKind.NOT_A_SECRET: Phrase(
        "{setting}: ist ungültig; erlaubt sind 1 bis 256 Zeichen aus A–Z a–z 0–9 _ -.",
        "{setting}: is not valid; 1 to 256 characters of A–Z a–z 0–9 _ - are allowed.",
    ),
    ProblemKind.NOT_A_HOST: Phrase(
        "{setting}: „{value}“ ist weder eine IP-Adresse noch ein Rechnername.",
        "{setting}: “{value}” is neither an IP address nor a host name.",
    ),
    ProblemKind.INSIDE_INDEX: Phrase(
        "{setting}: „{value}“ liegt im Ordner des Index, der jederzeit gelöscht werden darf; einen anderen wählen.",
        "{setting}: “{value}” is inside the index folder, which may be deleted at any time; choose another.",
    ),
}
