"""Parallel texts, and the pairs of texts that training pulls together.

Reads the folder `parallel/`. Knows nothing of vectors, losses or measures; the evaluation data never passes here.
"""

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

NEWS_NAMES = tuple(f"wmt{year}.{direction}" for year in (21, 22, 23) for direction in ("en-de", "de-en"))
SENTENCES_NAME = "tatoeba.en-de"
TRANSLATIONS = 4
SHORTEST_RUNNING_LINE = 8
SHARE_OF_TRANSLATION_PAIRS = 0.3
SHARE_IN_SAME_LANGUAGE = 0.5
SHARE_OF_PARAPHRASES = 0.15
SHARE_WITH_OPENING = 0.5
QUESTION_PIECES = (4, 24)
PASSAGE_PIECES = (30, 160)
MOST_PIECES = 300
MOST_DROPPED = 0.5
OPENINGS = {
    "de": """was ist|was war|was bedeutet|was macht|wer|wer war|wer ist|von wem|wann|wann wurde|wo|wo ist|wohin|woher
        |wie|wie wird|wie viele|wie viel|wie lange|wie heißt|wie hieß|warum|wieso|weshalb|wozu|wofür|worauf|woraus
        |welche|welcher|welches|welchen|welchem|in welchem Jahr|welche Art von|an welchem|zu welcher|auf welche
        |unter welchem Namen|welche Person|nennen Sie|gibt es|kann man|darf ich|muss ich""",
    "en": """what|what is|what was|what are|what were|what did|what does|what do|who|who was|who is|who did|by whom
        |when|when was|when did|where|where is|where did|where does|why|how|how is|how did|how many|how much|how long
        |which|to which|which person|in what year|at what|what type of|what kind of|what is the name of|name
        |under what name|is there|can I|may I|do I have to""",
}

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ParallelText:
    """One file: the language of its sources, and its rows of a source and its translations into the other language."""

    source_language: str
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class Ragged:
    """Many token sequences as one: the tokens of all, and how many belong to each."""

    tokens: Integers
    lengths: Integers

    @property
    def offsets(self) -> Integers:
        """Where each sequence starts in `tokens`."""
        return np.cumsum(self.lengths) - self.lengths


@dataclass(frozen=True, slots=True)
class Batch:
    """Questions, the passage of each, and which other passages also hold the question's line (no fair negatives)."""

    questions: Ragged
    passages: Ragged
    unfair: Flags


def read_parallel_texts(data: Path) -> list[ParallelText]:
    """Read the files with running lines, then the file of single sentences.

    Parameters
    ----------
    data
        The folder that holds `parallel/`.

    Returns
    -------
    list
        Texts in a fixed order; incomplete lines are left out.
    """
    texts = [
        ParallelText(name.split(".")[1][:2], [row for row in _rows(data, name) if len(row) == 1 + TRANSLATIONS])
        for name in NEWS_NAMES
    ]
    sentences = [row[:2] for row in _rows(data, SENTENCES_NAME)[1:] if len(row) > 1]
    return [*texts, ParallelText("en", sentences)]


def _rows(data: Path, name: str) -> list[list[str]]:
    with gzip.open(data / "parallel" / f"{name}.tsv.gz", "rt", encoding="utf-8", newline="\n") as file:
        return [line.rstrip("\n").split("\t") for line in file]


def all_texts(texts: Sequence[ParallelText]) -> Iterator[str]:
    """Go through every source and translation, for counting words."""
    for text in texts:
        for row in text.rows:
            yield from row


def columns(texts: Sequence[ParallelText], language: str) -> list[str]:
    """Take the sources where they are in this language, else the first translations; line by line."""
    return [row[int(text.source_language != language)] for text in texts for row in text.rows]


class PairMaker:
    """Draws batches of pairs from tokenized parallel texts.

    A "slot" is a column of the files: 0 the sources, 1 to 4 their translations. Slots lie one after another in one
    array, so neighbouring lines of a slot are one slice, and a whole batch is cut without a loop over its pairs.

    Parameters
    ----------
    texts
        As read by `read_parallel_texts`.
    tokenizer
        The tokenizer of the model.
    """

    def __init__(self, texts: Sequence[ParallelText], tokenizer: Tokenizer) -> None:
        self.tokens, self.words, self.starts = _tokenize(texts, tokenizer)
        sizes = [len(text.rows) for text in texts]
        ends = np.cumsum(sizes)
        self.first = np.repeat(ends - sizes, sizes)
        self.last = np.repeat(ends - 1, sizes)
        self.source_is_german = np.repeat([text.source_language == "de" for text in texts], sizes)
        self.translations = np.repeat([len(text.rows[0]) - 1 for text in texts], sizes)
        self.openings = {
            language: [
                np.array(encoding.ids, dtype=np.int64)
                for encoding in tokenizer.encode_batch([part.strip() for part in openings.split("|")])
            ]
            for language, openings in OPENINGS.items()
        }
        lengths = np.diff(self.starts[0])
        running = (self.translations == TRANSLATIONS) & (lengths >= SHORTEST_RUNNING_LINE)
        self._by_sentence = _cumulated(np.where(lengths > 1, np.minimum(lengths, 60), 0))
        self._by_running_line = _cumulated(np.where(running, np.minimum(lengths, 120), 0))

    def draw(self, size: int, rng: np.random.Generator) -> Batch:
        """Draw one batch.

        The first pairs are a sentence and its translation or paraphrase. The others imitate a question and its
        passage: a few words of a line, some dropped and often with the opening of a question, and some neighbouring
        lines with that line among them, in another translation of it or in the other language.

        Parameters
        ----------
        size
            Number of pairs.
        rng
            The only source of chance.

        Returns
        -------
        Batch
            `size` questions and passages.
        """
        sentences = int(size * SHARE_OF_TRANSLATION_PAIRS)
        asked = np.arange(size) >= sentences
        line = np.where(
            asked,
            np.searchsorted(self._by_running_line, rng.random(size)),
            np.searchsorted(self._by_sentence, rng.random(size)),
        )
        question_slot, passage_slot = self._slots(line, asked, rng)
        first, last = self._passage_lines(line, passage_slot, asked, rng)
        start = self.starts[passage_slot, first]
        position, lengths = _slices(start, np.minimum(self.starts[passage_slot, last + 1] - start, MOST_PIECES))
        unfair = (line[:, None] >= first) & (line[:, None] <= last)
        np.fill_diagonal(unfair, val=False)
        questions = self._questions(line, question_slot, asked, rng)
        return Batch(questions, Ragged(self.tokens[position], lengths), unfair)

    def _slots(self, line: Integers, asked: Flags, rng: np.random.Generator) -> tuple[Integers, Integers]:
        translations = self.translations[line]
        question = np.where(rng.random(len(line)) < 0.5, 0, rng.integers(1, translations + 1))  # noqa: PLR2004 - a half
        crossed = np.where(question == 0, rng.integers(1, translations + 1), 0)
        paraphrase = (question - 1 + rng.integers(1, TRANSLATIONS, len(line))) % TRANSLATIONS + 1
        several = (question > 0) & (translations == TRANSLATIONS)
        chance = np.where(asked, SHARE_IN_SAME_LANGUAGE, SHARE_OF_PARAPHRASES * several)
        same = np.where(several, paraphrase, question)
        return question, np.where(rng.random(len(line)) < chance, same, crossed)

    def _passage_lines(
        self, line: Integers, slot: Integers, asked: Flags, rng: np.random.Generator
    ) -> tuple[Integers, Integers]:
        low, high = np.log(PASSAGE_PIECES)
        pieces = np.exp(rng.uniform(low, high, len(line)))
        start, end = self.starts[slot, line], self.starts[slot, line + 1]
        begin = start + rng.random(len(line)) * (end - start) - rng.random(len(line)) * pieces
        first, last = line.copy(), line.copy()
        for column in range(1 + TRANSLATIONS):
            here = asked & (slot == column)
            first[here] = np.searchsorted(self.starts[column], begin[here], "right") - 1
            last[here] = np.searchsorted(self.starts[column], (begin + pieces)[here], "left") - 1
        return np.clip(first, self.first[line], line), np.clip(last, line, self.last[line])

    def _questions(self, line: Integers, slot: Integers, asked: Flags, rng: np.random.Generator) -> Ragged:
        size = len(line)
        start, available = self.starts[slot, line], self.starts[slot, line + 1] - self.starts[slot, line]
        wanted = rng.integers(QUESTION_PIECES[0], QUESTION_PIECES[1] + 1, size)
        length = np.minimum(np.where(asked, wanted, MOST_PIECES), available)
        start = start + (rng.random(size) * (available - length + 1)).astype(np.int64)
        position, lengths = _slices(start, length)
        owner = np.repeat(np.arange(size), lengths)
        change = np.ones(len(position), dtype=np.bool_)
        change[1:] = (np.diff(self.words[position]) != 0) | (np.diff(owner) != 0)
        word = np.cumsum(change) - 1
        dropped = np.where(asked, rng.random(size) * MOST_DROPPED, 0.0)
        kept = rng.random(len(word))[word] >= dropped[owner]
        opened = np.flatnonzero(asked & (rng.random(size) < SHARE_WITH_OPENING))
        german = self.source_is_german[line] == (slot == 0)
        openings = [self._opening(german=bool(german[index]), rng=rng) for index in opened]
        owner = np.concatenate([owner[kept], np.repeat(opened, [len(opening) for opening in openings])])
        tokens = np.concatenate([self.tokens[position[kept]], *openings])
        return Ragged(tokens[np.argsort(owner, kind="stable")], np.bincount(owner, minlength=size))

    def _opening(self, *, german: bool, rng: np.random.Generator) -> Integers:
        openings = self.openings["de" if german else "en"]
        return openings[int(rng.integers(len(openings)))]


def _tokenize(texts: Sequence[ParallelText], tokenizer: Tokenizer) -> tuple[Integers, Integers, Integers]:
    tokens: list[Integers] = []
    words: list[Integers] = []
    lengths: list[int] = []
    for slot in range(1 + TRANSLATIONS):
        for text in texts:
            column = [row[slot] if slot < len(row) else "" for row in text.rows]
            for encoding in tokenizer.encode_batch(column, add_special_tokens=False):
                tokens.append(np.array(encoding.ids, dtype=np.int64))
                words.append(np.array(encoding.word_ids, dtype=np.int64))
                lengths.append(len(encoding.ids))
    ends = np.concatenate([[0], np.cumsum(lengths)])
    lines = len(lengths) // (1 + TRANSLATIONS)
    starts = np.stack([ends[slot * lines : (slot + 1) * lines + 1] for slot in range(1 + TRANSLATIONS)])
    return np.concatenate(tokens), np.concatenate(words), starts


def _cumulated(lengths: Integers) -> NDArray[np.float64]:
    weights = np.cumsum(np.sqrt(lengths))
    cumulated: NDArray[np.float64] = weights / weights[-1]
    return cumulated


def _slices(start: Integers, lengths: Integers) -> tuple[Integers, Integers]:
    shift = np.repeat(start - (np.cumsum(lengths) - lengths), lengths)
    return shift + np.arange(len(shift)), lengths
