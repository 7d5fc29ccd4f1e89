"""What is said in Telegram and nowhere else, in German and English side by side.

Knows nothing of messages: what stands in braces is put in, nothing is formatted.
"""

from __future__ import annotations

from bot.i18n.phrases import Counted, Phrase

# What BotFather and the menu show; the Bot API takes 256 characters for a command, 512 and 120 for the descriptions.

COMMANDS = {
    "ask": Phrase("eine Frage stellen, auch in Gruppen", "ask a question, also in groups"),
    "sources": Phrase("die Dokumente auflisten", "list the documents"),
    "show": Phrase("einen Absatz zeigen: /show NAME 4", "show a paragraph: /show NAME 4"),
    "new": Phrase("das Gespräch neu beginnen", "start over"),
    "help": Phrase("was Beleg kann", "what Beleg can do"),
    "privacy": Phrase("was gespeichert wird, und löschen", "what is stored, and delete it"),
    "start": Phrase("Begrüßung", "greeting"),
}
ADMINISTRATOR_COMMANDS = {
    "reindex": Phrase("die Dokumente neu einlesen", "read the documents again"),
    "status": Phrase("wie es Beleg geht", "how Beleg is doing"),
}
DESCRIPTION = Phrase(
    "Beleg beantwortet Fragen zu einer Sammlung von Dokumenten. Jede Antwort nennt den Absatz, der sie belegt, im"
    " Wortlaut. Was nicht in den Dokumenten steht, beantwortet Beleg nicht.",
    "Beleg answers questions about a collection of documents. Every answer names the paragraph that proves it, word for"
    " word. What the documents do not say, Beleg does not answer.",
)
SHORT_DESCRIPTION = Phrase(
    "Antworten aus den Dokumenten, jede mit dem wörtlichen Beleg.",
    "Answers from the documents, each with its literal proof.",
)

# Welcome, help, privacy

WELCOME = Phrase(
    "Beleg kennt {documents} und antwortet mit wörtlichen Zitaten. Einfach eine Frage schreiben.",
    "Beleg knows {documents} and answers with literal quotes. Just write a question.",
)
WELCOME_HELP = Phrase(
    "/sources zeigt die Dokumente, /help alles andere.", "/sources lists the documents, /help the rest."
)
HELP_ASKING = Phrase(
    "Einfach eine Frage schreiben. Die Nummern in der Antwort, etwa [1], stehen für Zitate: Unter der Antwort sind sie"
    " nachzulesen, und ein Knopf zeigt den ganzen Absatz.",
    "Just write a question. The numbers in an answer, such as [1], stand for quotes: they can be read beneath the"
    " answer, and a button shows the whole paragraph.",
)
HELP_FOLLOW_UPS = Phrase(
    "Nachfragen gehen auch: „Und wann?“ meint das, wovon zuletzt die Rede war. Mit /new ist das vergessen.",
    "Follow-up questions work: “And when?” is about what was talked of last. /new forgets it.",
)
HELP_GROUPS = Phrase(
    "In Gruppen antwortet Beleg nur auf Fragen, die ihm gelten: /ask@{username} mit der Frage dahinter, oder als"
    " Antwort auf eine Nachricht von Beleg.",
    "In groups Beleg only answers what it is asked: /ask@{username} with the question behind it, or in reply to a"
    " message of Beleg.",
)
HELP_COMMANDS = Phrase("Befehle:", "Commands:")
HELP_COMMAND = Phrase("/{command} – {meaning}", "/{command} – {meaning}")
PRIVACY = Phrase(
    "Gespeichert werden Fragen, die Antworten darauf, 👍 und 👎, dazu die Nummer des Absenders und die des Chats. Das"
    " alles liegt auf dem Rechner, auf dem Beleg läuft, und geht an keinen anderen Dienst. Telegram selbst sieht die"
    " Nachrichten, wie bei jedem Bot.",
    "What is stored: questions, the answers to them, 👍 and 👎, and the numbers of the sender and the chat. All of it"
    " stays on the computer that runs Beleg and goes to no other service. Telegram itself sees the messages, as with"
    " every bot.",
)
PRIVACY_DAYS = Counted(
    Phrase("Nach einem Tag wird es gelöscht.", "It is deleted after one day."),
    Phrase("Nach {count} Tagen wird es gelöscht.", "It is deleted after {count} days."),
)
PRIVACY_FORGET = Phrase("Der Knopf löscht jetzt alles.", "The button deletes all of it now.")
FORGET_BUTTON = Phrase("Alles über mich löschen", "Delete everything about me")
FORGOTTEN = Phrase(
    "Gelöscht: Es ist nichts mehr gespeichert, was von hier kam.", "Deleted: nothing that came from here is stored."
)
STARTED_OVER = Phrase("Neu begonnen. Worum geht es?", "Started over. What is it about?")

# Answers and paragraphs

CHANGED = Phrase("⚠️ Das Dokument hat sich seit der Antwort geändert.", "⚠️ The document has changed since the answer.")
GONE = Phrase(
    "Diesen Absatz gibt es in den Dokumenten nicht mehr. Am besten noch einmal fragen.",
    "This paragraph is no longer in the documents. It is best to ask again.",
)
BUTTON_TOO_OLD = Phrase(
    "Dieser Knopf ist zu alt. Am besten noch einmal fragen.", "This button is too old. It is best to ask again."
)
VOTED_UP = Phrase("Danke, das ist notiert. 👍", "Thank you, noted. 👍")
VOTED_DOWN = Phrase("Danke, das ist notiert. 👎", "Thank you, noted. 👎")
TOO_OLD_REMARK = Phrase(
    "Beleg war eine Weile nicht da; das ist die Antwort auf eine ältere Frage.",
    "Beleg was away for a while; this answers an older question.",
)
GIST_REMARK = Phrase(
    "Das war ein langer Text; gefragt habe ich nach dem, was darin als Frage steht.",
    "That was a long text; I asked what it says as a question.",
)
PERHAPS_NOT_ARRIVED = Phrase(
    "Die letzte Antwort ist vielleicht nicht angekommen.", "The last answer may not have arrived."
)
SEND_AGAIN_BUTTON = Phrase("Noch einmal schicken", "Send it again")
MORE_PARAGRAPHS = Counted(
    Phrase("… und {count} weiterer Absatz.", "… and {count} more paragraph."),
    Phrase("… und {count} weitere Absätze.", "… and {count} more paragraphs."),
)
SHOW_ONE = Phrase("Einen einzelnen zeigt /show mit Name und Nummer.", "/show with name and number shows a single one.")

# Sources

SOURCES = Phrase("Beleg kennt {documents}:", "Beleg knows {documents}:")
NO_SOURCES = Phrase("Es sind noch keine Dokumente da.", "There are no documents yet.")
SKIPPED = Phrase("Nicht aufgenommen:", "Left out:")
MORE = Phrase("… und {count} weitere.", "… and {count} more.")

# When something is not as it should be

FAULT = Phrase(
    "Da ist etwas schiefgegangen (Kennung {reference}). Am besten noch einmal versuchen.",
    "Something went wrong (reference {reference}). It is best to try again.",
)
UNAVAILABLE = Phrase(
    "Die Dokumente sind gerade nicht zu lesen (Kennung {reference}). Später noch einmal versuchen.",
    "The documents cannot be read right now (reference {reference}). Try again later.",
)
STRANGER = Phrase(
    "Dieser Bot ist nicht öffentlich. Wer ihn betreibt, kann ihn für diese Nummer freigeben: {number}",
    "This bot is not public. Whoever runs it can open it for this number: {number}",
)
CLOSED = Phrase(
    "Dieser Bot ist noch für niemanden freigegeben. Wer ihn betreibt, setzt {setting} (oder * für alle) und startet ihn"
    " neu.",
    "This bot is not open to anybody yet. Whoever runs it sets {setting} (or * for everybody) and starts it again.",
)
STRANGER_PRESSED = Phrase("Dieser Bot ist nicht öffentlich.", "This bot is not public.")
ADMINISTRATORS_ONLY = Phrase(
    "Diesen Befehl können nur Administratoren geben.", "Only administrators can give this command."
)
RATE_LIMITED = Phrase(
    "Das waren viele Fragen auf einmal. In {seconds} s geht es weiter.",
    "That was a lot of questions at once. It goes on in {seconds} s.",
)
NOT_TEXT = Phrase(
    "Das kann Beleg nicht lesen. Bitte die Frage als Text schreiben.",
    "Beleg cannot read this. Please write the question as text.",
)
ASK_WHAT = Phrase("Die Frage gehört dahinter: /ask Wer warnte?", "The question goes behind it: /ask Who warned?")

# For administrators

NOTHING_NEW = Phrase("Der Index ist aktuell.", "The index is up to date.")
STATUS = Phrase("Beleg {version}, läuft seit {uptime}", "Beleg {version}, running for {uptime}")
STATUS_INDEX = Phrase(
    "{documents}, {paragraphs}; übersprungen: {skipped}", "{documents}, {paragraphs}; skipped: {skipped}"
)
STATUS_REPLIES = Phrase(
    "Antworten: {answered}, keine Antwort: {abstained}, wartende Fragen: {waiting}",
    "answered: {answered}, not answered: {abstained}, questions waiting: {waiting}",
)
STATUS_VOTES = Phrase("👍 {up}, 👎 {down}", "👍 {up}, 👎 {down}")
STATUS_CHAT = Phrase("Die Nummer dieses Chats: {number}", "The number of this chat: {number}")
UPTIME = Phrase("{days} d {hours} h {minutes} min", "{days} d {hours} h {minutes} min")

# What `beleg telegram --check` says

CHECK_ACCOUNT = Phrase("Telegram kennt den Bot: @{username}", "Telegram knows the bot: @{username}")
CHECK_INDEX = Phrase("Im Index: {documents}, übersprungen: {skipped}", "In the index: {documents}, skipped: {skipped}")
CHECK_OPEN = Phrase("Fragen darf jeder (BELEG_TELEGRAM_ALLOWED=*).", "Anybody may ask (BELEG_TELEGRAM_ALLOWED=*).")
CHECK_ALLOWED = Phrase("Freigegebene Personen und Gruppen: {count}", "People and groups that may ask: {count}")
CHECK_CLOSED = Phrase(
    "Fragen darf noch niemand: In BELEG_TELEGRAM_ALLOWED gehören Nummern von Personen und Gruppen, oder * für alle. Wer"
    " dem Bot schreibt, erfährt seine Nummer.",
    "Nobody may ask yet: BELEG_TELEGRAM_ALLOWED takes numbers of people and groups, or * for everybody. Whoever writes"
    " to the bot is told their number.",
)
CHECK_POLLING = Phrase("Nachrichten werden abgeholt (Polling).", "Messages are fetched (polling).")
CHECK_WEBHOOK = Phrase(
    "Nachrichten kommen an {address} und werden auf {listen} angenommen.",
    "Messages come to {address} and are taken on {listen}.",
)
CHECK_GROUPS_PRIVATE = Phrase(
    "In Gruppen sieht der Bot nur Befehle mit seinem Namen und Antworten auf ihn (Privacy Mode).",
    "In groups the bot sees only commands with its name and replies to it (privacy mode).",
)
CHECK_GROUPS_ALL = Phrase(
    "In Gruppen sieht der Bot alle Nachrichten; er antwortet nur, wenn er gefragt ist.",
    "In groups the bot sees all messages; it answers only what it is asked.",
)
CHECK_GOOD = Phrase("Alles bereit: beleg telegram", "All is ready: beleg telegram")
READY = Phrase(
    "Beleg antwortet in Telegram als @{username}. Strg-C beendet.",
    "Beleg answers in Telegram as @{username}. Ctrl-C ends it.",
)
