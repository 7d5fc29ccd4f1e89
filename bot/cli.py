"""The commands of ``beleg``, and the place where settings, engine, assistant and terminal meet.

The door to typer. Imports the rest inside the commands, so that ``--help`` and ``--version`` stay instant.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.phrases import Language
    from bot.settings import Settings
    from bot.terminal import BuildBar, Guard, Terminal
    from retrieval import Engine

HISTORY_FILE = "history"
LONGEST_INPUT_BYTES = 4_000_000
INCOMPLETE = 70
MEGABYTE = 1024 * 1024

EXIT_STATUS = "Exit status: 0 answered, 1 not in the documents, 2 wrong use or settings, 3 index or document trouble."

app = typer.Typer(
    name="beleg",
    help="Ask your own documents, offline. Every answer is quoted from them word for word, with its paragraph.",
    epilog=EXIT_STATUS,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

SeedsOption = Annotated[
    Path | None, typer.Option("--seeds", metavar="DIR", help="The folder of documents, instead of BELEG_SEEDS.")
]
IndexOption = Annotated[
    Path | None, typer.Option("--index-dir", metavar="DIR", help="The folder of the index, instead of BELEG_INDEX_DIR.")
]


def main() -> None:
    """Run the command line; ends the process with the exit status."""
    try:
        app(prog_name="beleg")
    except ImportError as error:
        typer.echo(f"This installation of Beleg is incomplete: {error}", err=True)
        typer.echo("Install it anew: pip install --force-reinstall beleg", err=True)
        sys.exit(INCOMPLETE)


def print_version(wanted: bool) -> None:
    """Print the version and leave, when it is wanted."""
    if not wanted:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        installed = version("beleg")
    except PackageNotFoundError:
        installed = "(not installed)"
    typer.echo(f"beleg {installed}")
    raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Ask your own documents, offline."""


@app.command()
def chat(seeds: SeedsOption = None, index_dir: IndexOption = None) -> None:
    """Talk with the documents.

    Type a question; /help shows what else there is.

    Example: beleg chat --seeds ~/contracts
    """
    with opened(seeds, index_dir) as desk:
        from bot.chat import Chat

        history = desk.settings.index_dir / HISTORY_FILE
        Chat(desk.assistant, desk.terminal, desk.settings.seeds, history).run()


@app.command()
def ask(  # noqa: PLR0917  # typer passes the options by name
    question: Annotated[
        list[str] | None, typer.Argument(metavar="QUESTION", help="The question; without it, standard input is read.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the reply as one JSON object.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Also show the ranks and scores of every stage.")] = False,
    top_k: Annotated[
        int | None,
        typer.Option("-k", "--top-k", min=1, max=100, metavar="N", help="How many of the best paragraphs to name."),
    ] = None,
    seeds: SeedsOption = None,
    index_dir: IndexOption = None,
) -> None:
    """Answer one question.

    Examples: beleg ask "Wer warnte vor einem Fehler?"

    echo "Who warned of a mistake?" | beleg ask --json
    """
    text = asked(question)
    with opened(seeds, index_dir, text) as desk:
        from bot import formatting, terminal
        from retrieval import Answer

        turn = desk.assistant.ask(text, top_k=top_k)
        desk.guard.language = turn.language
        if as_json:
            # Programs read UTF-8, whatever the terminal speaks.
            sys.stdout.buffer.write((formatting.reply_json(turn.explanation.reply) + "\n").encode())
        else:
            desk.terminal.show(formatting.turn_lines(turn))
        if explain:
            table = [formatting.BLANK, *formatting.why_lines(turn)]
            (desk.terminal.tell_lines if as_json else desk.terminal.show)(table)
        answered = isinstance(turn.explanation.reply, Answer)
        status = terminal.ANSWERED if answered else terminal.ABSTAINED
    raise typer.Exit(status)


@app.command()
def telegram(
    check: Annotated[bool, typer.Option("--check", help="Check settings, index and token, and leave.")] = False,
    seeds: SeedsOption = None,
    index_dir: IndexOption = None,
) -> None:
    """Answer questions in Telegram until Ctrl-C.

    Needs BELEG_TELEGRAM_TOKEN from @BotFather, and BELEG_TELEGRAM_ALLOWED, which says who may ask.

    Example: beleg telegram --check
    """
    with opened(seeds, index_dir, for_telegram=True) as desk:
        if check:
            from bot.telegram.checking import check as check_telegram

            listing = desk.assistant.sources()
            desk.terminal.show_text(check_telegram(desk.settings, listing, desk.language))
        else:
            from bot.telegram.running import serve

            serve(desk.settings, desk.engine, lambda line: desk.terminal.tell(line, "green"))


@app.command()
def index(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make everything anew, also what did not change.")] = False,
    seeds: SeedsOption = None,
    index_dir: IndexOption = None,
) -> None:
    """Bring the index up to date; say what changed."""
    with opened(seeds, index_dir, quiet=True) as desk:
        from bot import reporting

        report = desk.engine.last_build
        if desk.engine.stale is not None:
            raise desk.engine.stale
        if rebuild and not (report and report.reused == 0):
            with desk.terminal.progress(desk.language) as bar:
                report = desk.engine.refresh(rebuild=True, progress=bar)
        if report is None:
            count = len(desk.engine.view.sources())
            desk.terminal.show([reporting.up_to_date_line(count, desk.language)])
        else:
            desk.terminal.show(reporting.report_lines(report, desk.language, None))
        rate = desk.settings.false_answer_rate
        desk.terminal.show(reporting.calibration_lines(desk.engine.view.calibration, rate, desk.language))


@app.command()
def sources(seeds: SeedsOption = None, index_dir: IndexOption = None) -> None:
    """List the documents and what was left out."""
    with opened(seeds, index_dir) as desk:
        from bot.reporting import sources_lines

        desk.terminal.show(sources_lines(desk.assistant.sources(), desk.settings.seeds, desk.language))


@app.command()
def show(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="A name that `beleg sources` lists.")],
    paragraph: Annotated[
        int | None, typer.Argument(metavar="PARAGRAPH", help="The number of one paragraph; without it, all.")
    ] = None,
    seeds: SeedsOption = None,
    index_dir: IndexOption = None,
) -> None:
    """Print the numbered paragraphs of a document.

    Example: beleg show report.md 4
    """
    with opened(seeds, index_dir) as desk:
        from bot.formatting import shown_lines

        desk.terminal.show(shown_lines(desk.assistant.show_document(document, paragraph), desk.language))


@app.command(name="eval")
def evaluate(
    questions: Annotated[
        Path | None,
        typer.Argument(metavar="QUESTIONS", help="A file of JSON lines; without it, the documents ask themselves."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object.")] = False,
    compare: Annotated[
        Path | None,
        typer.Option("--compare", metavar="FILE", help="An earlier --json output; a significant loss exits with 1."),
    ] = None,
    seeds: SeedsOption = None,
) -> None:
    """Measure how well questions are found, quoted and left unanswered.

    A line: {"question": "Who warned?", "document": "a.txt", "paragraphs": [3], "answer": "literal text or null"}

    Without an answer: {"question": "Who won?", "document": null, "paragraphs": [], "answer": null, "answerable": false}

    Example: beleg eval questions.jsonl --compare before.json
    """
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="beleg-eval-") as folder, opened(seeds, Path(folder), quiet=True) as desk:
        from bot import evaluating

        evaluation = evaluating.run(desk.engine.view, questions, compare)
        if as_json:
            sys.stdout.buffer.write((evaluating.evaluation_json(evaluation) + "\n").encode())
        else:
            from_documents = questions is None
            lines = evaluating.evaluation_lines(evaluation, desk.language, from_documents=from_documents)
            desk.terminal.show(lines)
    raise typer.Exit(int(evaluation.is_loss))


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a command works with."""

    settings: Settings
    engine: Engine
    assistant: Assistant
    terminal: Terminal
    guard: Guard

    @property
    def language(self) -> Language:
        """The language of a command without a question."""
        return self.guard.language


@contextmanager
def opened(
    seeds: Path | None,
    index_dir: Path | None,
    question: str = "",
    *,
    quiet: bool = False,
    for_telegram: bool = False,
) -> Iterator[Desk]:
    """Read the settings, bring the index up to date and say what that did; every error ends the command well.

    Parameters
    ----------
    seeds
        The folder of documents, if the command line names one.
    index_dir
        The folder of the index, if the command line names one.
    question
        Its language is spoken; without one, that of the settings.
    quiet
        Whether the command itself will say what was built.
    for_telegram
        Whether settings without which there is no bot must be there.

    Yields
    ------
    Desk
        All that a command works with.
    """
    from bot import logs
    from bot.settings import load_settings, locale_language, require_telegram
    from bot.terminal import Guard, Terminal

    terminal = Terminal()
    logs.configure("WARNING")
    with Guard(terminal, locale_language()) as guard:
        settings = load_settings(seeds=seeds, index_dir=index_dir)
        logs.configure(settings.log_level, settings.secrets)
        if for_telegram:
            require_telegram(settings)

        from bot.assistant import Assistant, question_language

        guard.language = question_language(question, settings.interface_language)
        with terminal.progress(guard.language) as bar:
            engine = open_engine(settings, bar)
        if not quiet:
            tell_build(engine, terminal, guard.language)
        yield Desk(settings, engine, Assistant(engine, guard.language), terminal, guard)


def open_engine(settings: Settings, progress: BuildBar) -> Engine:
    """The engine that the settings describe."""
    from retrieval import Engine, IndexConfig, Limits, QueryParameters

    limits = Limits(
        maximum_file_bytes=settings.maximum_file_megabytes * MEGABYTE,
        maximum_pages=settings.maximum_pages,
        maximum_expanded_bytes=settings.maximum_expanded_megabytes * MEGABYTE,
        maximum_text_characters=settings.maximum_file_megabytes * MEGABYTE // 2,
        maximum_memory_bytes=settings.memory_per_file_megabytes * MEGABYTE,
        maximum_seconds=settings.seconds_per_file,
    )
    config = IndexConfig(
        embedding_model=settings.embedding_model,
        query_prompt=settings.query_prompt or None,
        passage_prompt=settings.passage_prompt or None,
        passage_characters=settings.passage_characters,
        limits=limits,
    )
    parameters = QueryParameters(
        top_k=settings.top_k, maximum_sentences=settings.maximum_sentences, false_answer_rate=settings.false_answer_rate
    )
    return Engine.open(settings.seeds, settings.index_dir, config=config, parameters=parameters, progress=progress)


def tell_build(engine: Engine, terminal: Terminal, language: Language) -> None:
    """Say on standard error what opening the index did, if it did anything."""
    from bot import reporting, strings
    from bot.error_strings import describe

    if engine.damage is not None:
        terminal.tell(describe(engine.damage, language).lines[0], "yellow")
    if engine.last_build is not None:
        terminal.tell_lines(reporting.report_lines(engine.last_build, language))
    if engine.stale is not None:
        terminal.tell_error(engine.stale, language)
        terminal.tell(strings.STALE.say(language))
    if terminal.is_watched and (engine.last_build or engine.stale):
        terminal.tell("")


def asked(words: list[str] | None) -> str:
    """The question of the command line, or that of standard input where there is none or it is ``-``."""
    if words and words != ["-"]:
        # Bytes that are no text arrive as surrogates, which nothing can print.
        return " ".join(words).encode("utf-8", "replace").decode("utf-8")
    if sys.stdin is None or sys.stdin.isatty():
        raise typer.BadParameter(
            'Ask something, as in: beleg ask "Wer warnte vor einem Fehler?"', param_hint="QUESTION"
        )
    return sys.stdin.buffer.read(LONGEST_INPUT_BYTES).decode("utf-8", "replace")
