"""What is said in Telegram and nowhere else, in German and English side by side.

Knows nothing of messages: what stands in braces is put in, nothing is formatted.
"""

from __future__ import annotations

from bot.i18n.phrases import Counted, Phrase

# What BotFather and the menu show; the Bot API takes 256 characters for a command, 512 and 120 for the descriptions.

COMMANDS = {
    "ask": Phrase("eine Frage stellen, auch in Gruppen", "ask a question, in groups too"),
    "sources": Phrase("die Dokumente auflisten", "list the documents"),
    "show": Phrase("einen Absatz zeigen: /show NAME 4", "show a paragraph: /show NAME 4"),
    "new": Phrase("das Gespräch neu beginnen", "start over"),
    "help": Phrase("was Beleg kann", "what Beleg can do"),
    "privacy": Phrase("was gespeichert wird und wie man es löscht", "what is stored and how to delete it"),
    "start": Phrase("Begrüßung", "welcome"),
}
ADMINISTRATOR_COMMANDS = {
    "reindex": Phrase("den Index aktualisieren", "bring the index up to date"),
    "status": Phrase("wie es um Beleg steht", "how Beleg is doing"),
}
DESCRIPTION = Phrase(
    "Beleg beantwortet Fragen zu einer Sammlung von Dokumenten. Jede Antwort zitiert wörtlich, was sie belegt, und"
    " nennt den Absatz. Was nicht in den Dokumenten steht, beantwortet Beleg nicht.",
    "Beleg answers questions about a collection of documents. Every answer quotes its proof verbatim and names the"
    " paragraph. What the documents do not say, Beleg does not answer.",
)
SHORT_DESCRIPTION = Phrase(
    "Antworten aus den Dokumenten, jede mit einem wörtlichen Zitat belegt.",
    "Answers from the documents, each proved by a verbatim quote.",
)

# Welcome, help, privacy

WELCOME = Phrase(
    "Beleg kennt {documents} und antwortet mit wörtlichen Zitaten. Einfach eine Frage schreiben.",
    "Beleg knows {documents} and answers with verbatim quotes. Just write a question.",
)
WELCOME_HELP = Phrase(
    "/sources zeigt die Dokumente, /help alles andere.", "/sources lists the documents, /help the rest."
)
HELP_ASKING = Phrase(
    "Einfach eine Frage schreiben. Die Nummern in der Antwort, etwa [1], verweisen auf Zitate: Sie stehen unter der"
    " Antwort, und ein Knopf zeigt den ganzen Absatz.",
    "Just write a question. The numbers in an answer, such as [1], refer to quotes: they follow the answer, and a"
    " button shows the whole paragraph.",
)
HELP_FOLLOW_UPS = Phrase(
    "Auch Nachfragen sind möglich: „Und wann?“ bezieht sich auf das, wovon zuletzt die Rede war. /new beginnt neu.",
    "Follow-up questions work too: “And when?” refers to what was last talked about. /new starts over.",
)
HELP_GROUPS = Phrase(
    "In Gruppen antwortet Beleg nur auf Fragen, die ihm gelten: /ask@{username} mit der Frage dahinter oder eine"
    " Antwort auf eine Nachricht von Beleg.",
    "In groups, Beleg only answers questions addressed to it: /ask@{username} followed by the question, or a reply to"
    " one of its messages.",
)
HELP_COMMANDS = Phrase("Befehle:", "Commands:")
HELP_COMMAND = Phrase("/{command} – {meaning}", "/{command} – {meaning}")
PRIVACY = Phrase(
    "Gespeichert werden Fragen, die Antworten darauf, 👍 und 👎, dazu die Telegram-IDs von Absender und Chat. All das"
    " bleibt auf dem Rechner, auf dem Beleg läuft, und geht an keinen anderen Dienst. Telegram selbst sieht die"
    " Nachrichten, wie bei jedem Bot.",
    "What is stored: questions, the answers to them, 👍 and 👎, and the Telegram IDs of sender and chat. All of it"
    " stays on the computer that runs Beleg and goes to no other service. Telegram itself sees the messages, as with"
    " every bot.",
)
PRIVACY_DAYS = Counted(
    Phrase("Nach einem Tag wird es gelöscht.", "It is deleted after one day."),
    Phrase("Nach {count} Tagen wird es gelöscht.", "It is deleted after {count} days."),
)
PRIVACY_FORGET = Phrase("Der Knopf löscht alles sofort.", "The button deletes all of it immediately.")
FORGET_BUTTON = Phrase("Alles über mich löschen", "Delete everything about me")
FORGOTTEN = Phrase(
    "Gelöscht: alle Fragen, Antworten und Bewertungen dieser Person.",
    "Deleted: all questions, answers and votes of this person.",
)
STARTED_OVER = Phrase("Neu begonnen. Wie lautet die Frage?", "Started over. What is the question?")

# Answers and paragraphs

CHANGED = Phrase("⚠️ Das Dokument hat sich seit der Antwort geändert.", "⚠️ The document has changed since this answer.")
GONE = Phrase(
    "Diesen Absatz gibt es in den Dokumenten nicht mehr. Bitte noch einmal fragen.",
    "This paragraph is no longer in the documents. Please ask again.",
)
BUTTON_TOO_OLD = Phrase(
    "Dieser Knopf ist abgelaufen. Bitte noch einmal fragen.", "This button has expired. Please ask again."
)
VOTED_UP = Phrase("Danke, das ist notiert. 👍", "Thank you, noted. 👍")
VOTED_DOWN = Phrase("Danke, das ist notiert. 👎", "Thank you, noted. 👎")
TOO_OLD_REMARK = Phrase(
    "Beleg war eine Weile nicht erreichbar; dies ist die Antwort auf eine ältere Frage.",
    "Beleg was offline for a while; this answers an older question.",
)
GIST_REMARK = Phrase(
    "Der Text war lang; beantwortet wird, was darin als Frage steht.",
    "That was a long text; only the questions in it are answered.",
)
PERHAPS_NOT_ARRIVED = Phrase(
    "Die letzte Antwort ist vielleicht nicht angekommen.", "The last answer may not have arrived."
)
SEND_AGAIN_BUTTON = Phrase("Noch einmal senden", "Send again")
MORE_PARAGRAPHS = Counted(
    Phrase("… und {count} weiterer Absatz.", "… and {count} more paragraph."),
    Phrase("… und {count} weitere Absätze.", "… and {count} more paragraphs."),
)
SHOW_ONE = Phrase(
    "Einen einzelnen zeigt /show mit Name und Nummer.", "/show with a name and a number shows a single one."
)

# Sources

SOURCES = Phrase("Beleg kennt {documents}:", "Beleg knows {documents}:")
NO_SOURCES = Phrase("Es gibt noch keine Dokumente.", "There are no documents yet.")
SKIPPED = Phrase("Nicht aufgenommen:", "Not indexed:")
MORE = Phrase("… und {count} weitere.", "… and {count} more.")

# When something is not as it should be

FAULT = Phrase(
    "Da ist etwas schiefgegangen (Kennung {reference}). Bitte noch einmal versuchen.",
    "Something went wrong (reference {reference}). Please try again.",
)
UNAVAILABLE = Phrase(
    "Die Dokumente sind gerade nicht verfügbar (Kennung {reference}). Bitte später noch einmal versuchen.",
    "The documents are not available right now (reference {reference}). Please try again later.",
)
STRANGER = Phrase(
    "Dieser Bot ist nicht öffentlich. Wer ihn betreibt, kann ihn für diese Telegram-ID freigeben: {number}",
    "This bot is not public. Whoever runs it can add this Telegram ID to the allow-list: {number}",
)
CLOSED = Phrase(
    "Dieser Bot ist noch für niemanden freigegeben. Wer ihn betreibt, setzt {setting} (oder * für alle) und startet ihn"
    " neu.",
    "The allow-list of this bot is still empty. Whoever runs it sets {setting} (or * for everybody) and restarts it.",
)
STRANGER_PRESSED = Phrase("Dieser Bot ist nicht öffentlich.", "This bot is not public.")
ADMINISTRATORS_ONLY = Phrase(
    "Dieser Befehl ist Administratoren vorbehalten.", "Only administrators can use this command."
)
RATE_LIMITED = Phrase(
    "Das waren viele Fragen auf einmal. Die nächste ist in {seconds} s möglich.",
    "That was a lot of questions at once. The next one can be asked in {seconds} s.",
)
NOT_TEXT = Phrase(
    "Das kann Beleg nicht lesen. Bitte die Frage als Text schreiben.",
    "Beleg cannot read this. Please write the question as text.",
)
ASK_WHAT = Phrase("Die Frage gehört dahinter: /ask Wer warnte?", "The question goes after it: /ask Who warned?")

# For administrators

NOTHING_NEW = Phrase("Der Index ist aktuell.", "The index is up to date.")
STATUS = Phrase("Beleg {version}, läuft seit {uptime}", "Beleg {version}, up for {uptime}")
STATUS_INDEX = Phrase(
    "{documents}, {paragraphs}; übersprungen: {skipped}", "{documents}, {paragraphs}; skipped: {skipped}"
)
STATUS_REPLIES = Phrase(
    "beantwortet: {answered}, ohne Antwort: {abstained}, wartende Fragen: {waiting}",
    "answered: {answered}, abstained: {abstained}, questions waiting: {waiting}",
)
STATUS_VOTES = Phrase("👍 {up}, 👎 {down}", "👍 {up}, 👎 {down}")
STATUS_CHAT = Phrase("ID dieses Chats: {number}", "ID of this chat: {number}")
UPTIME = Phrase("{days} d {hours} h {minutes} min", "{days} d {hours} h {minutes} min")

# What `beleg telegram --check` says

CHECK_ACCOUNT = Phrase("Telegram kennt den Bot: @{username}", "Telegram knows the bot: @{username}")
CHECK_INDEX = Phrase("Im Index: {documents}, übersprungen: {skipped}", "In the index: {documents}, skipped: {skipped}")
CHECK_OPEN = Phrase("Fragen dürfen alle (BELEG_TELEGRAM_ALLOWED=*).", "Everybody may ask (BELEG_TELEGRAM_ALLOWED=*).")
CHECK_ALLOWED = Phrase("Freigegebene Personen und Gruppen: {count}", "People and groups on the allow-list: {count}")
CHECK_CLOSED = Phrase(
    "Fragen darf noch niemand: In BELEG_TELEGRAM_ALLOWED gehören die Telegram-IDs von Personen und Gruppen oder * für"
    " alle. Wer dem Bot schreibt, erfährt von ihm die eigene ID.",
    "The allow-list is still empty: BELEG_TELEGRAM_ALLOWED takes the Telegram IDs of people and groups, or * for"
    " everybody. Anyone who writes to the bot is told their ID.",
)
CHECK_POLLING = Phrase("Nachrichten werden per Long Polling abgeholt.", "Messages are fetched by long polling.")
CHECK_WEBHOOK = Phrase(
    "Nachrichten kommen über den Webhook {address}; er lauscht auf {listen}.",
    "Messages come through the webhook {address}, which listens on {listen}.",
)
CHECK_GROUPS_PRIVATE = Phrase(
    "In Gruppen sieht der Bot nur Befehle mit seinem Namen und Antworten auf seine Nachrichten (Privacy Mode).",
    "In groups, the bot sees only commands with its name and replies to its messages (privacy mode).",
)
CHECK_GROUPS_ALL = Phrase(
    "In Gruppen sieht der Bot alle Nachrichten; er antwortet nur auf Fragen, die ihm gelten.",
    "In groups, the bot sees all messages; it only answers questions addressed to it.",
)
CHECK_GOOD = Phrase("Alles bereit: beleg telegram", "All set: beleg telegram")
READY = Phrase(
    "Beleg antwortet in Telegram als @{username}. Strg+C beendet.",
    "Beleg answers in Telegram as @{username}. Ctrl-C stops it.",
)
