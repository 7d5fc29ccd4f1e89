"""The commands of ``beleg``.

The door to typer. Imports the rest inside the commands, so that ``--help`` and ``--version`` stay instant.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.app import follow, open_session, tell_damage, verified

HISTORY_FILE = "history"
LONGEST_INPUT_BYTES = 4_000_000
REPAIRED = 1
INCOMPLETE = 70

EXIT_STATUS = "Exit status: 0 answered, 1 not in the documents, 2 wrong usage or settings, 3 index or document problem."

app = typer.Typer(
    name="beleg",
    help="Ask questions about your own documents, offline. Every answer quotes them verbatim and names the paragraph.",
    epilog=EXIT_STATUS,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

SeedsOption = Annotated[
    Path | None, typer.Option("--seeds", metavar="DIR", help="The documents folder; overrides BELEG_SEEDS.")
]
IndexOption = Annotated[
    Path | None, typer.Option("--index-dir", metavar="DIR", help="The index folder; overrides BELEG_INDEX_DIR.")
]


def main() -> None:
    """Run the command line; ends the process with the exit status."""
    try:
        app(prog_name="beleg")
    except ImportError as error:
        typer.echo(f"This installation of Beleg is incomplete: {error}", err=True)
        typer.echo("Reinstall it: pip install --force-reinstall beleg", err=True)
        sys.exit(INCOMPLETE)


def print_version(wanted: bool) -> None:
    """Print the version and exit, if it is wanted."""
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
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Ask questions about your own documents, offline."""


@app.command()
def chat(seeds: SeedsOption = None, index_dir: IndexOption = None) -> None:
    """Ask questions in a conversation.

    Type a question; /help lists the commands.

    Example: beleg chat --seeds ~/contracts
    """
    with open_session(seeds, index_dir) as session:
        from bot.terminal.chat import Chat
        from bot.watcher import Follower

        settings = session.settings
        conversation = Chat(session.assistant, session.terminal, settings.seeds, settings.index_dir / HISTORY_FILE)
        with Follower(session.engine, settings.seeds, settings.watch, conversation.hear, conversation.hear):
            conversation.run()


@app.command()
def ask(  # noqa: PLR0917  # typer passes the options by name
    question: Annotated[
        list[str] | None, typer.Argument(metavar="QUESTION", help="The question; read from standard input if omitted.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the reply as one JSON object.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Also show the ranks and scores of every stage.")] = False,
    top_k: Annotated[
        int | None,
        typer.Option("-k", "--top-k", min=1, max=100, metavar="N", help="How many of the best paragraphs to list."),
    ] = None,
    seeds: SeedsOption = None,
    index_dir: IndexOption = None,
) -> None:
    """Answer one question.

    Examples: beleg ask "Wer warnte vor einem Fehler?"

    echo "Who warned of a mistake?" | beleg ask --json
    """
    text = asked(question)
    with open_session(seeds, index_dir, text) as session:
        from bot.terminal import console, formatting
        from retrieval import Answer

        turn = session.assistant.ask(text, top_k=top_k)
        session.guard.language = turn.language
        if as_json:
            # Programs read UTF-8, whatever the terminal speaks.
            sys.stdout.buffer.write((formatting.reply_json(turn.explanation.reply, turn.links) + "\n").encode())
        else:
            session.terminal.show(formatting.turn_lines(turn))
        if explain:
            table = [formatting.BLANK, *formatting.why_lines(turn)]
            (session.terminal.tell_lines if as_json else session.terminal.show)(table)
        answered = isinstance(turn.explanation.reply, Answer)
        status = console.ANSWERED if answered else console.ABSTAINED
    raise typer.Exit(status)


@app.command()
def telegram(
    check: Annotated[bool, typer.Option("--check", help="Check settings, index and token, and exit.")] = False,
    seeds: SeedsOption = None,
    index_dir: IndexOption = None,
) -> None:
    """Answer questions in Telegram until Ctrl-C.

    Needs BELEG_TELEGRAM_TOKEN from @BotFather, and BELEG_TELEGRAM_ALLOWED, the allow-list of who may ask.

    Example: beleg telegram --check
    """
    with open_session(seeds, index_dir, for_telegram=True) as session:
        if check:
            from bot.telegram.check import check as check_telegram

            listing = session.assistant.sources()
            session.terminal.show_text(check_telegram(session.settings, listing, session.language))
        else:
            from bot.telegram.app import serve
            from bot.watcher import Follower

            with Follower(session.engine, session.settings.seeds, session.settings.watch):
                serve(session.settings, session.engine, lambda line: session.terminal.tell(line, "green"))


@app.command()
def index(
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Rebuild from scratch, including what did not change.")
    ] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Check everything, including what checksums cannot see, and repair it.")
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Keep following the documents until Ctrl-C.")] = False,
    seeds: SeedsOption = None,
    index_dir: IndexOption = None,
) -> None:
    """Bring the index up to date and report what changed.

    If another process is already building it, say so and exit with status 3.

    With --verify the exit status is 0 if the index was sound, and 1 if it was not and has been rebuilt.
    """
    is_broken = verify and not verified(seeds, index_dir)
    with open_session(seeds, index_dir, quiet=True, wait=False) as session:
        from bot.i18n import strings
        from bot.presentation.formatting import line
        from bot.presentation.reporting import report_lines
        from bot.terminal import reporting

        rebuild = rebuild or is_broken
        report = session.engine.last_build
        if session.engine.damage is not None and not is_broken:
            tell_damage(session.engine.damage, session.terminal, session.language)
        if session.engine.stale is not None:
            raise session.engine.stale
        if rebuild and not (report and report.reused == 0):
            with session.terminal.progress(session.language) as bar:
                report = session.engine.refresh(rebuild=True, progress=bar)
        if report is None:
            count = len(session.engine.snapshot.sources())
            session.terminal.show([reporting.up_to_date_line(count, session.language)])
        else:
            session.terminal.show(report_lines(report, session.language, None))
        session.terminal.show(reporting.unsettled_lines(session.engine.unsettled, session.language))
        rate = session.settings.false_answer_rate
        session.terminal.show(reporting.calibration_lines(session.engine.snapshot.calibration, rate, session.language))
        if is_broken:
            session.terminal.show([line(strings.REPAIRED.say(session.language))])
        if watch:
            follow(session)
    raise typer.Exit(REPAIRED if is_broken else 0)


@app.command()
def sources(seeds: SeedsOption = None, index_dir: IndexOption = None) -> None:
    """List the documents, and the files that were left out."""
    with open_session(seeds, index_dir) as session:
        from bot.terminal.reporting import sources_lines

        session.terminal.show(sources_lines(session.assistant.sources(), session.settings.seeds, session.language))


@app.command()
def show(
    document: Annotated[
        str, typer.Argument(metavar="DOCUMENT", help="A name that `beleg sources` lists, or the id of a paragraph.")
    ],
    paragraph: Annotated[
        int | None, typer.Argument(metavar="PARAGRAPH", help="The number of one paragraph; all of them if omitted.")
    ] = None,
    with_id: Annotated[bool, typer.Option("--id", help="Also print the permanent id of the paragraph.")] = False,
    seeds: SeedsOption = None,
    index_dir: IndexOption = None,
) -> None:
    """Print the numbered paragraphs of a document.

    An id still opens its paragraph after the documents have changed, and says so if the paragraph has changed too.

    Example: beleg show report.md 4
    """
    with open_session(seeds, index_dir) as session:
        from bot.terminal.formatting import id_lines, shown_lines

        shown = session.assistant.show_document(document, paragraph)
        session.terminal.show(shown_lines(shown, session.language))
        if with_id:
            session.terminal.show(id_lines(session.assistant.links(shown), session.language))


@app.command(name="eval")
def evaluate(
    questions: Annotated[
        Path | None,
        typer.Argument(metavar="QUESTIONS", help="A file of JSON lines; if omitted, generate questions."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object.")] = False,
    compare: Annotated[
        Path | None,
        typer.Option("--compare", metavar="FILE", help="An earlier --json output; a significant loss exits with 1."),
    ] = None,
    seeds: SeedsOption = None,
) -> None:
    """Measure retrieval, quotes and abstention on a set of questions.

    Without a file, the questions are generated from the documents.

    A line: {"question": "Who warned?", "document": "a.txt", "paragraphs": [3], "answer": "literal text or null"}

    Without an answer: {"question": "Who won?", "document": null, "paragraphs": [], "answer": null, "answerable": false}

    Example: beleg eval questions.jsonl --compare before.json
    """
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="beleg-eval-") as folder, open_session(seeds, Path(folder), quiet=True) as session:
        from bot.terminal import evaluation as evaluating

        evaluation = evaluating.run(session.engine.snapshot, questions, compare)
        if as_json:
            sys.stdout.buffer.write((evaluating.evaluation_json(evaluation) + "\n").encode())
        else:
            from_documents = questions is None
            lines = evaluating.evaluation_lines(evaluation, session.language, from_documents=from_documents)
            session.terminal.show(lines)
    raise typer.Exit(int(evaluation.is_loss))


def asked(words: list[str] | None) -> str:
    """The question on the command line, or from standard input if there is none or it is ``-``."""
    if words and words != ["-"]:
        # Bytes that are not text arrive as surrogates, which cannot be printed.
        return " ".join(words).encode("utf-8", "replace").decode("utf-8")
    if sys.stdin is None or sys.stdin.isatty():
        raise typer.BadParameter(
            'There is no question. Example: beleg ask "Wer warnte vor einem Fehler?"', param_hint="QUESTION"
        )
    return sys.stdin.buffer.read(LONGEST_INPUT_BYTES).decode("utf-8", "replace")
