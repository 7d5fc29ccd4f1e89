"""Replies, paragraphs and rankings as lines of a terminal, and the JSON object of ``beleg ask --json``.

Pure: the same value gives the same lines; consoles and their widths are the business of ``console``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from rich.text import Text

from bot.assistant import Shown, Turn
from bot.i18n import strings
from bot.i18n.phrases import Language, number
from bot.presentation.formatting import EMPHASIS, QUIET, StyledLine, emphasised, harmless, line, preview, quoted
from retrieval import Abstention, AbstentionReason, Answer, Citation, Hit, QuotedParagraph, Reply, Span

ACCENT = "bold cyan"
BLANK = line("")
COLUMNS = (4, 10, 12, 12, 12)
UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def location(document_id: str, paragraph: int, page: int | None, language: Language) -> Text:
    """Where something stands: ``report.pdf ¶6, S. 3``."""
    where = Text(f"{harmless(document_id)} ¶{paragraph}")
    if page is not None:
        where.append(", " + strings.PAGE.say(language, page=page))
    return where


def turn_lines(turn: Turn) -> list[StyledLine]:
    """A reply as it is read: an answer with its proofs, or plainly that there is none."""
    reply = turn.explanation.reply
    if isinstance(reply, Answer):
        return answer_lines(reply, turn.emphasis, turn.language)
    return abstention_lines(reply, turn.near, turn.language)


def answer_lines(answer: Answer, emphasis: Sequence[Sequence[Span]], language: Language) -> list[StyledLine]:
    """The sentences and, beneath each marker, the quote and where it stands.

    An answer that says nothing but its quotes is not said twice.
    """
    lines = []
    if not is_only_quotes(answer):
        lines += [line(harmless(answer.text)), BLANK]
    for citation, spans in zip(answer.citations, emphasis, strict=True):
        lines += [*citation_lines(citation, spans, language), BLANK]
    return lines[:-1]


def is_only_quotes(answer: Answer) -> bool:
    """Whether the text of an answer is its quotes with their markers, and no word more."""

    def words(text: str) -> str:
        return "".join(re.sub(r"\[\d+\]", "", text).split())

    return words(answer.text) == words(" ".join(citation.quote for citation in answer.citations))


def citation_lines(citation: Citation, spans: Sequence[Span], language: Language) -> list[StyledLine]:
    """The quote behind its marker, and beneath it where it stands."""
    gutter = Text(f"[{citation.marker}] ", ACCENT)
    where = location(citation.document_id, citation.paragraph, citation.page, language)
    where.stylize(QUIET)
    return [StyledLine(quoted(citation.quote, spans, language), gutter), StyledLine(where, Text(" " * len(gutter)))]


def abstention_lines(abstention: Abstention, near: Sequence[QuotedParagraph], language: Language) -> list[StyledLine]:
    """That the documents do not say, and which paragraphs come nearest."""
    nothing = abstention.reason is AbstentionReason.NOTHING_FOUND
    lines = [line((strings.NOTHING_FOUND if nothing else strings.NOT_SUPPORTED).say(language), EMPHASIS)]
    if near:
        lines += [BLANK, line(strings.NEAR.say(language), QUIET)]
    for count, found in enumerate(near, start=1):
        where = location(found.paragraph.document_id, found.paragraph.number, found.paragraph.page, language)
        gutter = Text(f"{count:>3}. ", QUIET)
        lines += [StyledLine(where, gutter), StyledLine(Text(preview(found.text), QUIET), Text(" " * len(gutter)))]
    return lines


def shown_lines(shown: Shown, language: Language) -> list[StyledLine]:
    """Numbered paragraphs beneath the name of their document, each heading where it begins."""
    first = shown.paragraphs[0]
    name = harmless(first.paragraph.document_id)
    title = harmless(first.title)
    named = Text(name, EMPHASIS) if title in name else Text.assemble((name, EMPHASIS), f"  {title}")
    lines = [StyledLine(named, Text())]
    width = len(str(shown.paragraphs[-1].paragraph.number)) + 3
    if shown.changed:
        lines.append(line(strings.CHANGED_SINCE.say(language), "yellow"))
    headings: tuple[str, ...] = ()
    page: int | None = None
    for found in shown.paragraphs:
        paragraph = found.paragraph
        lines.append(BLANK)
        if paragraph.page is not None and paragraph.page != page:
            lines.append(line(strings.PAGE.say(language, page=paragraph.page), QUIET))
        if paragraph.headings and paragraph.headings != headings:
            lines.append(StyledLine(Text(" › ".join(map(harmless, paragraph.headings)), EMPHASIS), Text(" " * width)))
        headings, page = paragraph.headings, paragraph.page
        body = emphasised(found.text, shown.emphasis, one_line=False)
        lines += [
            StyledLine(row, Text(f"¶{paragraph.number}".ljust(width) if not index else " " * width, ACCENT))
            for index, row in enumerate(body.split("\n"))
        ]
    return lines


def id_lines(links: Sequence[str], language: Language) -> list[StyledLine]:
    """The permalinks of paragraphs, one line each."""
    return [BLANK, *(line(strings.PARAGRAPH_ID.say(language, id=link), QUIET) for link in links)]


def why_lines(turn: Turn) -> list[StyledLine]:
    """The hits of a reply with rank and score of every stage in one table, and the support against the threshold."""
    explanation, language = turn.explanation, turn.language
    verdict = strings.WHY_ANSWERED if isinstance(explanation.reply, Answer) else strings.WHY_ABSTAINED
    support = number(explanation.support, language, 2)
    threshold = number(explanation.threshold, language, 2)
    closing = line(verdict.say(language, support=support, threshold=threshold))
    if not explanation.reply.hits:
        return [line(strings.WHY_NO_HITS.say(language)), closing]
    stages = [best_of_paragraphs(hits) for hits in (explanation.fused, explanation.lexical, explanation.dense)]
    titles = (strings.WHY_RANK, strings.WHY_READING, strings.WHY_FUSED, strings.WHY_LEXICAL, strings.WHY_DENSE)
    head = "".join(title.say(language).rjust(width) for title, width in zip(titles, COLUMNS, strict=True))
    lines = [line(f"{head}  {strings.WHY_PARAGRAPH.say(language)}", QUIET)]
    for hit in explanation.reply.hits:
        cells = [str(hit.rank), number(hit.score, language, 2)]
        cells += [stage_cell(stage.get(paragraph_of(hit)), language) for stage in stages]
        row = "".join(cell.rjust(width) for cell, width in zip(cells, COLUMNS, strict=True))
        lines.append(StyledLine(location(*paragraph_of(hit), None, language), Text(f"{row}  ")))
    return [*lines, line(strings.WHY_LEGEND.say(language), QUIET), closing]


def paragraph_of(hit: Hit) -> tuple[str, int]:
    """The paragraph that a hit stands in, by document and number."""
    return hit.passage.document_id, hit.passage.first_paragraph


def best_of_paragraphs(hits: Sequence[Hit]) -> dict[tuple[str, int], Hit]:
    """The best hit of each paragraph: a stage may rank several passages of one."""
    return {paragraph_of(hit): hit for hit in reversed(hits)}


def stage_cell(hit: Hit | None, language: Language) -> str:
    """Rank and score of one stage, or a dash where the stage did not find the passage."""
    return "–" if hit is None else f"{hit.rank} · {number(hit.score, language, 2)}"


def reply_json(reply: Reply, links: Sequence[str]) -> str:
    """The one JSON object of a reply, in one line; control and reordering characters are escaped in it.

    ``links`` are the permalinks of the citations.
    """
    answered = isinstance(reply, Answer)
    citations = zip(reply.citations, links, strict=True) if isinstance(reply, Answer) else ()
    value = {
        "question": reply.question,
        "answered": answered,
        "text": reply.text if isinstance(reply, Answer) else "",
        "citations": [citation_object(citation, link) for citation, link in citations],
        "hits": [
            {
                "rank": hit.rank,
                "score": round(float(hit.score), 6),
                "document": hit.passage.document_id,
                "paragraph": hit.passage.first_paragraph,
            }
            for hit in reply.hits
        ],
        "reason": None if isinstance(reply, Answer) else str(reply.reason),
    }
    written = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def citation_object(citation: Citation, link: str) -> dict[str, object]:
    """A citation with plain names, as programs read it."""
    return {
        "marker": citation.marker,
        "document": citation.document_id,
        "title": citation.title,
        "paragraph": citation.paragraph,
        "page": citation.page,
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
        "id": link,
    }
