"""The settings: environment variables with the prefix ``BELEG_``, then ``.env``, then the defaults.

The only reader of the environment, and the door to pydantic-settings. Reports all problems at once and never with a
traceback. Knows nothing of what the settings are used for.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from dotenv.parser import parse_stream
from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import ProblemKind, SettingProblem, SettingsError
from bot.phrases import Language

PREFIX = "BELEG_"
ENV_FILE = Path(".env")

Folder = Annotated[Path, AfterValidator(Path.expanduser)]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


class Settings(BaseSettings):
    """What can be set; an empty value is the default."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    seeds: Folder = Field(Path("seeds"), description="The folder of documents that are asked.")
    index_dir: Folder = Field(
        Path(".beleg"), description="The folder of the index and the history of the chat; it can be deleted any time."
    )
    embedding_model: str = Field(
        "", description="A sentence-transformers folder or name instead of the bundled model; a name may be downloaded."
    )
    query_prompt: str = Field(
        "",
        description='Put before a question when it is embedded, as "query: " for E5; empty is what the model asks for.',
    )
    passage_prompt: str = Field(
        "", description='Put before a passage when it is embedded, as "passage: " for E5; empty as above.'
    )
    passage_characters: int = Field(
        1200, ge=100, le=20_000, description="Longer paragraphs are searched in pieces of up to so many characters."
    )
    top_k: int = Field(5, ge=1, le=100, description="How many of the best paragraphs a reply names as hits.")
    maximum_sentences: int = Field(3, ge=1, le=10, description="How many sentences an answer may have.")
    false_answer_rate: float = Field(
        0.1,
        ge=0,
        le=1,
        description="The share of unanswerable questions that may get an answer; the fewer, the more is declined.",
    )
    watch: Literal["auto", "events", "polling", "off"] = Field(
        "auto",
        description="How a chat notices changed documents: by events of the file system, by looking every second, or "
        "not; auto looks where there are no events, as on network drives.",
    )
    language: Literal["auto", "de", "en"] = Field(
        "auto", description="The language where there is no question to follow; auto is that of the system, or German."
    )
    log_level: LogLevel = Field("WARNING", description="DEBUG, INFO, WARNING or ERROR; the log goes to standard error.")

    @property
    def interface_language(self) -> Language:
        """The language to speak where there is no question to follow."""
        return locale_language() if self.language == "auto" else self.language


def load_settings(**overrides: object) -> Settings:
    """The settings, with those of the command line before all others.

    Parameters
    ----------
    **overrides
        By name of the field; None where the command line says nothing.

    Returns
    -------
    Settings
        Complete and valid.

    Raises
    ------
    SettingsError
        If any setting, or the file ``.env`` itself, cannot be used; it names every problem.
    """
    file_names, problems = read_file_names(ENV_FILE)
    names = {name.upper(): name for name in [*file_names, *os.environ] if name.upper().startswith(PREFIX)}
    problems += [unknown_setting(name) for upper, name in names.items() if upper not in setting_names()]
    given: dict[str, Any] = {name: value for name, value in overrides.items() if value is not None}
    unreadable = {ProblemKind.FILE_NOT_TEXT, ProblemKind.FILE_UNREADABLE}
    if not any(problem.kind in unreadable for problem in problems):
        given["_env_file"] = ENV_FILE
    try:
        settings = Settings(**given)
    except ValidationError as error:
        problems += value_problems(error)
    if problems:
        raise SettingsError(tuple(problems))
    return settings


def setting_names() -> dict[str, str]:
    """The name of each variable to the name of its field."""
    return {f"{PREFIX}{name.upper()}": name for name in Settings.model_fields}


def locale_language(environment: Mapping[str, str] = os.environ) -> Language:
    """English where the system speaks English, else German.

    >>> locale_language({"LANG": "en_GB.UTF-8"}), locale_language({"LANG": "C.UTF-8"})
    ('en', 'de')
    """
    named = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "en" if named.lower().startswith("en") else "de"


def read_file_names(path: Path) -> tuple[list[str], list[SettingProblem]]:
    """The names that ``.env`` sets, and what is wrong with the file; a missing file sets none."""
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return [], []
    except UnicodeDecodeError:
        return [], [SettingProblem(str(path), ProblemKind.FILE_NOT_TEXT)]
    except OSError as error:
        detail = error.strerror or type(error).__name__
        return [], [SettingProblem(str(path), ProblemKind.FILE_UNREADABLE, {"detail": detail})]
    if "\0" in content:
        return [], [SettingProblem(str(path), ProblemKind.FILE_NOT_TEXT)]
    bindings = list(parse_stream(io.StringIO(content)))
    problems = [
        SettingProblem(str(path), ProblemKind.LINE_UNREADABLE, {"line": str(binding.original.line)})
        for binding in bindings
        if binding.error or (binding.key is not None and binding.value is None)
    ]
    return [binding.key for binding in bindings if binding.key is not None], problems


def unknown_setting(name: str) -> SettingProblem:
    """The problem of a name with our prefix that is no setting, with the one that was probably meant."""
    bare = name.lower().removeprefix(PREFIX.lower())
    similar = get_close_matches(bare, Settings.model_fields, n=1)
    if similar:
        return SettingProblem(name, ProblemKind.SIMILAR_SETTING, {"similar": PREFIX + similar[0].upper()})
    return SettingProblem(name, ProblemKind.UNKNOWN_SETTING)


def value_problems(error: ValidationError) -> Iterator[SettingProblem]:
    """One problem for each field that the library refused."""
    for detail in error.errors(include_url=False, include_context=False):
        name = str(detail["loc"][0]) if detail["loc"] else ""
        field = Settings.model_fields.get(name.removeprefix(PREFIX.lower()).lower())
        values: dict[str, str] = {"value": str(detail["input"]), "detail": detail["msg"], "default": ""}
        kind = ProblemKind.INVALID
        if field is not None:
            values["default"] = str(field.default)
            if field.annotation in {int, float}:
                whole = field.annotation is int
                kind = ProblemKind.NOT_A_WHOLE_NUMBER if whole else ProblemKind.NOT_A_NUMBER
                values["lowest"], values["highest"] = bound(field.metadata, "ge"), bound(field.metadata, "le")
            elif choices := get_args(field.annotation):
                kind = ProblemKind.NOT_A_CHOICE
                values["choices"] = ", ".join(map(str, choices))
        yield SettingProblem(f"{PREFIX}{name.upper()}", kind, values)


def bound(metadata: list[Any], name: str) -> str:
    """The lowest (``ge``) or highest (``le``) value that a field takes."""
    return next(str(getattr(entry, name)) for entry in metadata if hasattr(entry, name))
