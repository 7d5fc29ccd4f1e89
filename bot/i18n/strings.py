"""Every sentence that a person can read, in German and English side by side; errors are in ``error_strings``.

Knows nothing of terminals or chats: no colour, no layout. The help of ``beleg --help`` is English and lives with the
commands.
"""

from __future__ import annotations

import retrieval
from bot.i18n.phrases import Counted, Language, Phrase


def language_name(code: str, language: Language) -> str:
    """The name of a document's language, or its code where there is no name here."""
    return LANGUAGE_NAMES[code].say(language) if code in LANGUAGE_NAMES else code


DOCUMENTS = Counted(Phrase("{count} Dokument", "{count} document"), Phrase("{count} Dokumente", "{count} documents"))
PARAGRAPHS = Counted(Phrase("{count} Absatz", "{count} paragraph"), Phrase("{count} Absätze", "{count} paragraphs"))
PAGES = Counted(Phrase("{count} Seite", "{count} page"), Phrase("{count} Seiten", "{count} pages"))
PAGE = Phrase("S. {page}", "p. {page}")
LANGUAGE_NAMES = {"de": Phrase("Deutsch", "German"), "en": Phrase("Englisch", "English")}

FORMAT_NAMES = {
    "application/epub+zip": "EPUB",
    "application/pdf": "PDF",
    "application/rtf": "RTF",
    "application/vnd.oasis.opendocument.text": "ODT",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PPTX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "text/csv": "CSV",
    "text/html": "HTML",
    "text/markdown": "Markdown",
    "text/plain": "Text",
}
"""The same in every language."""

# Answers

NOTHING_FOUND = Phrase("Dazu findet sich nichts in den Dokumenten.", "The documents say nothing about this.")
NOT_SUPPORTED = Phrase("Das beantworten die Dokumente nicht.", "The documents do not answer this.")
NEAR = Phrase("Keine Antwort, aber in der Nähe:", "No answer, but these come closest:")

# Sources and the index

SOURCES = Phrase("{documents} in {folder}", "{documents} in {folder}")
BUILT = Phrase(
    "Index aufgebaut: {documents}, {passages} Textstellen in {seconds} s.",
    "Index built: {documents}, {passages} passages in {seconds} s.",
)
UPDATED = Phrase(
    "Index aktualisiert: {documents}, {embedded} Textstellen neu, {reused} übernommen, {seconds} s.",
    "Index updated: {documents}, {embedded} passages new, {reused} reused, {seconds} s.",
)
UP_TO_DATE = Phrase("Der Index ist aktuell: {documents}.", "The index is up to date: {documents}.")
CALIBRATED = Phrase(
    "Zielwert für falsche Antworten: {rate} %; dabei werden etwa {coverage} % der beantwortbaren Fragen beantwortet.",
    "Target false-answer rate: {rate}%; about {coverage}% of the answerable questions are then answered.",
)
CALIBRATED_BY_FEW = Phrase(
    "Das beruht vor allem auf Erfahrungswerten; für eine Messung gibt es zu wenig Text (erzeugte Fragen: {questions}).",
    "This is mostly a prior estimate; there is too little text to measure it (generated questions: {questions}).",
)
NOT_SEPARABLE = Phrase(
    "Wie gut sich richtige von falschen Antworten trennen lassen, ist an diesen Dokumenten nicht messbar.",
    "How well right answers can be told from wrong ones cannot be measured on these documents.",
)
ADDED = Phrase("neu: {names}", "added: {names}")
CHANGED = Phrase("geändert: {names}", "changed: {names}")
REMOVED = Phrase("entfernt: {names}", "removed: {names}")
SKIPPED = Phrase("übersprungen: {document}: {reason}", "skipped: {document}: {reason}")
AND_MORE = Phrase("und {count} weitere", "and {count} more")
CONFIGURATION_CHANGED = Phrase("die Einstellungen des Index haben sich geändert", "the index settings have changed")
STALE = Phrase("Bis dahin antwortet der vorige Index.", "Until then, the previous index answers.")
OUTDATED = Phrase(
    "Der Index stammte von einer anderen Version von Beleg und wurde neu aufgebaut.",
    "The index was written by another version of Beleg and has been rebuilt.",
)
FOLLOWED = Phrase("Die Dokumente haben sich geändert: {changes}", "The documents have changed: {changes}")
FOLLOWING_AGAIN = Phrase("Der Index folgt den Dokumenten wieder.", "The index is following the documents again.")
UNSETTLED = Phrase(
    "Wird gerade geschrieben und beim nächsten Mal aufgenommen: {names}",
    "Still being written, to be indexed next time: {names}",
)
WATCHING = Phrase("Beleg folgt den Dokumenten; Strg+C beendet.", "Beleg is following the documents; Ctrl-C stops it.")
PROGRESS = Phrase("{done} von {total}", "{done} of {total}")
STAGES = {
    retrieval.BuildStage.READING: Phrase("Dokumente lesen", "Reading documents"),
    retrieval.BuildStage.EMBEDDING: Phrase("Textstellen einbetten", "Embedding passages"),
    retrieval.BuildStage.COUNTING: Phrase("Wörter zählen", "Counting words"),
    retrieval.BuildStage.CALIBRATING: Phrase("Kalibrieren", "Calibrating"),
    retrieval.BuildStage.WRITING: Phrase("Index schreiben", "Writing the index"),
}

CHANGED_SINCE = Phrase("Der Absatz hat sich seither geändert.", "This paragraph has changed since then.")
PARAGRAPH_ID = Phrase("Kennung: {id}", "id: {id}")
ALL_GOOD = Phrase(
    "Alles in Ordnung: {documents}, {passages} Textstellen geprüft.",
    "All good: {documents}, {passages} passages checked.",
)
FAULT = Phrase("Gefunden: {fault}", "Found: {fault}")
FAULTS = {
    "missing": Phrase("es gibt keinen Index", "there is no index"),
    "outdated": Phrase(
        "der Index stammt von einer anderen Version von Beleg", "the index was written by another version of Beleg"
    ),
    "damaged": Phrase("eine Datei ist beschädigt", "a file is damaged"),
    "spans": Phrase("ein Absatz steht nicht dort, wo der Index ihn sucht", "a paragraph is not where the index says"),
    "vectors": Phrase("ein Vektor gehört nicht zu seiner Textstelle", "a vector does not belong to its passage"),
    "words": Phrase("der Wortindex passt nicht zu den Textstellen", "the lexical index does not match the passages"),
}
REPAIRED = Phrase("Der Index wurde neu aufgebaut.", "The index has been rebuilt.")

# Why: the table of the rankings

WHY_RANK = Phrase("Rang", "rank")
WHY_READING = Phrase("Satz", "sentence")
WHY_FUSED = Phrase("Suche", "search")
WHY_LEXICAL = Phrase("Wörter", "words")
WHY_DENSE = Phrase("Sinn", "meaning")
WHY_PARAGRAPH = Phrase("Absatz", "paragraph")
WHY_NO_HITS = Phrase("Kein Absatz kam infrage.", "No paragraph was a candidate.")
WHY_LEGEND = Phrase(
    "Satz: Wert des besten Satzes. Suche (aus Wörtern und Sinn), Wörter, Sinn: Rang · Wert.",
    "Sentence: score of the best sentence. Search (words and meaning fused), words, meaning: rank · score.",
)
WHY_ANSWERED = Phrase(
    "Rückhalt {support} erreicht die Schwelle von {threshold}: beantwortet.",
    "Support {support} reaches the threshold of {threshold}: answered.",
)
WHY_ABSTAINED = Phrase(
    "Rückhalt {support} bei einer Schwelle von {threshold}: keine Antwort.",
    "Support {support} at a threshold of {threshold}: no answer.",
)

# Evaluation

EVAL_QUESTIONS = Phrase(
    "{answerable} beantwortbare Fragen, {unanswerable} nicht beantwortbare.",
    "{answerable} answerable questions, {unanswerable} unanswerable ones.",
)
EVAL_FROM_DOCUMENTS = Phrase(
    "Die Fragen sind aus den Dokumenten selbst erzeugt; nicht beantwortbar heißt: gestellt, während ihr Absatz fehlt.",
    "The questions are generated from the documents; unanswerable means: asked while their paragraph is hidden.",
)
EVAL_VALUE = Phrase("Wert", "value")
EVAL_INTERVAL = Phrase("95-%-Intervall", "95% interval")
EVAL_FROM_TO = Phrase("{low} bis {high}", "{low} to {high}")
EVAL_FIGURES = {
    "recall_at_1": Phrase("Absatz auf Rang 1 (recall@1)", "paragraph at rank 1 (recall@1)"),
    "recall_at_3": Phrase("Absatz unter den ersten 3 (recall@3)", "paragraph in the top 3 (recall@3)"),
    "recall_at_5": Phrase("Absatz unter den ersten 5 (recall@5)", "paragraph in the top 5 (recall@5)"),
    "mrr": Phrase("mittlerer Kehrwert des Rangs (MRR)", "mean reciprocal rank (MRR)"),
    "ndcg_at_10": Phrase("Güte der Rangfolge (nDCG@10)", "quality of the ranking (nDCG@10)"),
    "answer_in_first_quote": Phrase("Antwort im ersten Zitat", "answer in the first quote"),
    "answer_in_quotes": Phrase("Antwort in einem der Zitate", "answer in one of the quotes"),
    "citation_precision": Phrase("Zitate aus dem richtigen Absatz", "quotes from the right paragraph"),
    "citation_recall": Phrase("richtige Absätze, die zitiert werden", "right paragraphs that are quoted"),
    "coverage": Phrase("beantwortet, wo es eine Antwort gibt", "answered where there is an answer"),
    "false_answer_rate": Phrase("beantwortet, wo es keine gibt", "false-answer rate"),
    "auroc": Phrase("Trennschärfe des Rückhalts (AUROC)", "discrimination by support (AUROC)"),
    "latency_p50_ms": Phrase("Antwortzeit in ms, Median", "latency in ms, median"),
    "latency_p95_ms": Phrase("Antwortzeit in ms, 95. Perzentil", "latency in ms, 95th percentile"),
}
EVAL_BEFORE = Phrase("vorher", "before")
EVAL_AFTER = Phrase("jetzt", "now")
EVAL_CHANGE = Phrase("Änderung (95 %)", "change (95%)")
EVAL_LOSS = Phrase(
    "Signifikant schlechter geworden ist, was rot ist oder mit ! endet.",
    "What is red or ends with ! is significantly worse than before.",
)
EVAL_NO_LOSS = Phrase("Nichts ist signifikant schlechter geworden.", "Nothing is significantly worse than before.")

# Conversation

GREETING = Phrase(
    "Beleg kennt {documents} in {folder} und antwortet mit wörtlichen Zitaten.",
    "Beleg knows {documents} in {folder} and answers with verbatim quotes.",
)
GREETING_HELP = Phrase("/help zeigt die Befehle, Strg+D beendet.", "/help lists the commands, Ctrl-D quits.")
HELP_INTRODUCTION = Phrase("Einfach eine Frage stellen. Außerdem:", "Just ask a question. There is also:")
HELP = (
    ("/show 1", Phrase("den ganzen Absatz zu [1] zeigen", "show the whole paragraph of [1]")),
    ("/show NAME 4", Phrase("Absatz 4 eines Dokuments zeigen", "show paragraph 4 of a document")),
    ("/why", Phrase("Ränge und Werte der letzten Frage", "ranks and scores of the last question")),
    ("/sources", Phrase("die Dokumente auflisten", "list the documents")),
    ("/new", Phrase("das Gespräch neu beginnen", "start over")),
    ("/help", Phrase("diese Hilfe", "this help")),
    ("/quit", Phrase("beenden (auch Strg+D)", "quit (also Ctrl-D)")),
)
FORGOTTEN = Phrase("Neu begonnen.", "Started over.")
CANCELLED = Phrase("Abgebrochen.", "Cancelled.")
UNKNOWN_COMMAND = Phrase(
    "Den Befehl {command} gibt es nicht. /help zeigt alle.", "There is no command {command}. /help lists them all."
)
SIMILAR_COMMAND = Phrase(
    "Den Befehl {command} gibt es nicht. Gemeint: {similar}?", "There is no command {command}. Did you mean {similar}?"
)
