"""What is said is complete in both languages, and every error can be said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import retrieval
from bot import errors
from bot.errors import ProblemKind, SettingProblem, SettingsError
from bot.i18n import error_strings, setting_strings, skip_reason_strings, strings
from bot.i18n.error_strings import Spoken, describe
from bot.i18n.phrases import Counted, Language, Phrase, number
from bot.i18n.setting_strings import PROBLEMS
from bot.i18n.skip_reason_strings import SKIP_REASONS


def collected(value: object) -> Iterator[Phrase]:
    if isinstance(value, Phrase):
        yield value
    elif isinstance(value, Counted):
        yield from (value.one, value.many)
    elif isinstance(value, dict):
        yield from collected(tuple(value.values()))
    elif isinstance(value, tuple):
        for entry in value:
            yield from collected(entry)


def phrases() -> list[Phrase]:
    """Every phrase that the modules hold, wherever it is kept."""
    modules = (strings, error_strings, setting_strings, skip_reason_strings)
    constants = [value for module in modules for name, value in vars(module).items() if name.isupper()]
    return list(collected(tuple(constants)))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def concrete_errors() -> list[retrieval.BelegError]:
    path = Path("somewhere")
    return [
        retrieval.EncoderError("model", "detail"),
        retrieval.EncoderLibraryMissingError("model"),
        retrieval.EmptyQuestionError(),
        retrieval.QuestionTooLongError(100_000, 2_000),
        retrieval.QuestionFileError(path, "detail"),
        retrieval.QuestionLineError(path, 3, "detail"),
        retrieval.SeedsMissingError(path),
        retrieval.SeedsUnreadableError(path, "detail"),
        retrieval.SeedsEmptyError(path, 3),
        retrieval.DocumentError("a.txt", retrieval.SkipReason.EMPTY),
        retrieval.DocumentNotFoundError("a.txt"),
        retrieval.ParagraphNotFoundError("a.txt", 9, 4),
        retrieval.IndexMissingError(path),
        retrieval.IndexDamagedError(path, "detail"),
        retrieval.IndexUnwritableError(path, "detail"),
        retrieval.IndexBusyError(path),
        retrieval.IndexOutdatedError(path, "format 1"),
        errors.NothingToShowError(),
        errors.CitationNotFoundError(9, 2),
        errors.ShowUsageError(),
        retrieval.PermalinkInvalidError("abc"),
        retrieval.ParagraphGoneError("abc"),
        errors.StateUnwritableError(path, "detail"),
        errors.StateNewerError(path),
        errors.AlreadyRunningError(path),
        errors.TokenRefusedError(),
        errors.TelegramUnreachableError("detail"),
        errors.WebhookRefusedError("https://example.org", "detail"),
        errors.ListenError("127.0.0.1:1", "detail"),
        SettingsError((SettingProblem(".env", ProblemKind.FILE_NOT_TEXT),)),
    ]


def chat_errors() -> list[retrieval.BelegError]:
    mistakes = (retrieval.QuestionError, retrieval.NotFoundError)
    return [error for error in concrete_errors() if isinstance(error, mistakes)]


def subclasses(kind: type[BaseException]) -> set[type[BaseException]]:
    return {kind}.union(*(subclasses(child) for child in kind.__subclasses__()))


def test_there_are_phrases_to_check() -> None:
    assert len(phrases()) > 80


@pytest.mark.parametrize("phrase", phrases(), ids=lambda phrase: phrase.en[:40])
def test_both_languages_name_the_same_values(phrase: Phrase) -> None:
    assert placeholders(phrase.de) == placeholders(phrase.en)


@pytest.mark.parametrize("phrase", phrases(), ids=lambda phrase: phrase.en[:40])
def test_both_languages_say_something_or_both_nothing(phrase: Phrase) -> None:
    assert bool(phrase.de) == bool(phrase.en)


def test_every_kind_of_error_without_subclasses_is_among_those_that_are_said() -> None:
    leaves = {kind for kind in subclasses(retrieval.BelegError) if not kind.__subclasses__()}
    assert leaves <= {type(error) for error in concrete_errors()}


@pytest.mark.parametrize("error", concrete_errors(), ids=lambda error: type(error).__name__)
def test_an_error_is_said_in_each_language_with_a_next_step(error: retrieval.BelegError) -> None:
    german, english = describe(error, "de"), describe(error, "en")
    assert german.lines
    assert english.lines
    assert german.lines != english.lines
    if not isinstance(error, retrieval.DocumentError):
        assert german.hint
        assert english.hint
        assert german.hint != english.hint


@pytest.mark.parametrize("error", concrete_errors(), ids=lambda error: type(error).__name__)
def test_no_placeholder_is_left_in_an_error(error: retrieval.BelegError) -> None:
    for language in ("de", "en"):
        spoken = describe(error, language)
        assert "{" not in "".join([*spoken.lines, spoken.hint])


def test_in_a_conversation_the_next_step_is_no_shell_command() -> None:
    hints = {describe(error, language, in_chat=True).hint for error in chat_errors() for language in ("de", "en")}
    assert not any("beleg " in hint for hint in hints)


def test_an_error_of_a_new_kind_keeps_its_own_words() -> None:
    class UnheardOfError(retrieval.StoreError):
        """Stands for an error that has no translation yet."""

    assert describe(UnheardOfError("It is so."), "de") == Spoken(("It is so.",), "")


@pytest.mark.parametrize("error", concrete_errors(), ids=lambda error: type(error).__name__)
def test_the_message_of_an_error_names_no_command_and_no_setting(error: retrieval.BelegError) -> None:
    assert not any(word in error.message for word in ("BELEG_", "beleg ", "make ", "pip "))


def test_every_reason_for_leaving_a_file_out_is_said_in_both_languages() -> None:
    assert set(SKIP_REASONS) == set(retrieval.SkipReason)
    assert not any(phrase.de == phrase.en for phrase in SKIP_REASONS.values())


def test_a_document_that_cannot_be_indexed_is_said_with_its_reason() -> None:
    error = retrieval.DocumentError("a.txt", retrieval.SkipReason.TOO_LARGE, "> 64 MiB")
    assert describe(error, "de").lines == ("„a.txt“ lässt sich nicht aufnehmen: zu groß (> 64 MiB)",)


@pytest.mark.parametrize("kind", ProblemKind)
def test_every_problem_of_a_setting_can_be_said(kind: ProblemKind) -> None:
    phrase = PROBLEMS[kind]
    values = dict.fromkeys(placeholders(phrase.de) - {"setting"}, "x")
    error = SettingsError((SettingProblem("BELEG_TOP_K", kind, values),))
    assert describe(error, "de").lines[0].startswith("BELEG_TOP_K")


def test_every_stage_of_a_build_has_a_name() -> None:
    assert set(strings.STAGES) == set(retrieval.BuildStage)


def test_braces_in_a_value_are_printed_as_they_are() -> None:
    error = retrieval.DocumentNotFoundError("{0} {document_id}")
    assert "{0} {document_id}" in describe(error, "de").lines[0]


@pytest.mark.parametrize(("language", "expected"), [("de", "1.234.567,5"), ("en", "1,234,567.5")])
def test_numbers_are_written_as_the_language_does(language: Language, expected: str) -> None:
    assert number(1_234_567.5, language, 1) == expected


def test_one_and_many_differ() -> None:
    assert [strings.DOCUMENTS.say("de", count) for count in (0, 1, 2)] == ["0 Dokumente", "1 Dokument", "2 Dokumente"]
