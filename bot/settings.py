"""The settings: environment variables with the prefix ``BELEG_``, then ``.env``, then the defaults.

The only reader of the environment, and the door to pydantic-settings. Reports all problems at once and never with a
traceback. Knows nothing of what the settings are used for.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from dotenv.parser import parse_stream
from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import ProblemKind, SettingProblem, SettingsError
from bot.i18n.phrases import Language

PREFIX = "BELEG_"
ENV_FILE = Path(".env")

HIDDEN = "***"
EVERYBODY = "*"
TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{1,200}", re.ASCII)
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)
ID = re.compile(r"-?[1-9][0-9]{0,17}", re.ASCII)
API_ADDRESS = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?", re.ASCII)
PUBLIC_ADDRESS = re.compile(r"https?://[^\s/?#@]+(/[A-Za-z0-9_./-]*)?", re.ASCII)
PATH = re.compile(r"/?[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*/?", re.ASCII)
HOST = re.compile(r"[A-Za-z0-9_.:-]{1,253}", re.ASCII)


def matching(pattern: re.Pattern[str], kind: ProblemKind) -> AfterValidator:
    """Takes what a pattern matches as a whole, or nothing."""

    def check(value: str) -> str:
        if value and not pattern.fullmatch(value):
            raise PydanticCustomError(kind.value, "not of the right form")
        return value

    return AfterValidator(check)


def secret_matching(pattern: re.Pattern[str], kind: ProblemKind) -> AfterValidator:
    """The same for what nobody may see."""

    def check(value: SecretStr) -> SecretStr:
        bare = value.get_secret_value().strip()
        if bare and not pattern.fullmatch(bare):
            raise PydanticCustomError(kind.value, "not of the right form")
        return SecretStr(bare)

    return AfterValidator(check)


def separate(value: str) -> list[str]:
    """The entries of a list with commas or white space between them."""
    return value.replace(",", " ").split()


def check_ids(value: str) -> str:
    """Takes numbers of people and chats."""
    wrong = [entry for entry in separate(value) if not ID.fullmatch(entry)]
    if wrong:
        raise PydanticCustomError(ProblemKind.NOT_IDS.value, "not an id")
    return value


def check_ids_or_everybody(value: str) -> str:
    """Takes the same, or a star."""
    return value if value.strip() == EVERYBODY else check_ids(value)


Folder = Annotated[Path, AfterValidator(Path.expanduser)]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
ApiAddress = Annotated[str, matching(API_ADDRESS, ProblemKind.NOT_AN_API_ADDRESS)]
PublicAddress = Annotated[str, matching(PUBLIC_ADDRESS, ProblemKind.NOT_A_PUBLIC_ADDRESS)]


class Settings(BaseSettings):
    """What can be set; an empty value is the default."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    seeds: Folder = Field(Path("seeds"), description="Folder that holds your documents; subfolders are included.")
    index_dir: Folder = Field(
        Path(".beleg"), description="Folder for the index and the chat history; deleting it loses only the history."
    )
    embedding_model: str = Field(
        "", description="Name or folder of a sentence-transformers model to use in place of the bundled one."
    )
    query_prompt: str = Field(
        "",
        description='Prefix for embedded questions, such as "query: " for E5; empty means that of the model.',
    )
    passage_prompt: str = Field(
        "", description='Prefix for embedded passages, such as "passage: " for E5; empty means that of the model.'
    )
    passage_characters: int = Field(
        1200,
        ge=100,
        le=20_000,
        description="Maximum length of a passage in characters; longer paragraphs are split for retrieval.",
    )
    maximum_file_megabytes: int = Field(
        64,
        ge=1,
        le=2_000,
        description="Maximum file size in MB (and half as many million characters of text); larger files are skipped.",
    )
    maximum_pages: int = Field(
        3_000, ge=1, le=100_000, description="Maximum number of pages; documents with more are skipped."
    )
    maximum_expanded_megabytes: int = Field(
        512,
        ge=1,
        le=100_000,
        description="Maximum unpacked size in MB of a zipped format (DOCX, XLSX, EPUB, ...); larger files are skipped.",
    )
    seconds_per_file: int = Field(
        60,
        ge=1,
        le=3_600,
        description="Time limit in seconds for reading one file (not text or Markdown); slower files are skipped.",
    )
    memory_per_file_megabytes: int = Field(
        1024,
        ge=64,
        le=64_000,
        description="Memory limit in MB for reading one file (not text or Markdown); files above it are skipped.",
    )
    top_k: int = Field(5, ge=1, le=100, description="Number of top-ranked paragraphs that a reply lists as hits.")
    maximum_sentences: int = Field(3, ge=1, le=10, description="Maximum number of sentences in an answer.")
    false_answer_rate: float = Field(
        0.1,
        ge=0,
        le=1,
        description="Target false-answer rate: the share of unanswerable questions that may get an answer.",
    )
    watch: Literal["auto", "events", "polling", "off"] = Field(
        "auto",
        description="How document changes are detected: events, polling, off, or auto (polling on network drives).",
    )
    language: Literal["auto", "de", "en"] = Field(
        "auto",
        description="Interface language where no question determines it; auto is that of the system, else German.",
    )
    log_level: LogLevel = Field("WARNING", description="DEBUG, INFO, WARNING or ERROR; the log goes to standard error.")
    state_dir: Folder = Field(
        Path(".beleg-state"),
        description="Folder for Telegram state that must survive restarts: open questions, conversations, feedback.",
    )
    telegram_token: Annotated[SecretStr, secret_matching(TOKEN, ProblemKind.NOT_A_TOKEN)] = Field(
        SecretStr(""), description="Bot token from @BotFather; keep it secret."
    )
    telegram_allowed: Annotated[str, AfterValidator(check_ids_or_everybody)] = Field(
        "",
        description="Allow-list: comma-separated Telegram IDs of people and groups, or * for all; empty is nobody.",
    )
    telegram_admins: Annotated[str, AfterValidator(check_ids)] = Field(
        "", description="Comma-separated Telegram IDs of administrators: may ask, and may use /reindex and /status."
    )
    telegram_questions_per_minute: int = Field(
        20, ge=1, le=1_000, description="Rate limit: questions per person per minute."
    )
    telegram_messages_per_second: int = Field(
        30, ge=1, le=1_000, description="Rate limit: messages the bot sends per second; Telegram accepts 30."
    )
    telegram_keep_days: int = Field(
        30, ge=1, le=3_650, description="Retention in days for replies and the feedback on them."
    )
    telegram_base_url: ApiAddress = Field(
        "", description="URL of your own Bot API server, such as http://127.0.0.1:8081/bot; empty means Telegram's."
    )
    telegram_base_file_url: ApiAddress = Field(
        "", description="File URL of that server, such as http://127.0.0.1:8081/file/bot; empty means Telegram's."
    )
    telegram_webhook_public_url: PublicAddress = Field(
        "",
        description="Public URL of the webhook, such as https://bot.example.org; empty means long polling.",
    )
    telegram_webhook_listen: Annotated[str, matching(HOST, ProblemKind.NOT_A_HOST)] = Field(
        "127.0.0.1", description="Address on which the webhook listens, behind your reverse proxy."
    )
    telegram_webhook_port: int = Field(8080, ge=1, le=65_535, description="Port on which the webhook listens.")
    telegram_webhook_path: Annotated[str, matching(PATH, ProblemKind.NOT_A_PATH)] = Field(
        "telegram", description="Path of the webhook, both on that port and below the public URL."
    )
    telegram_webhook_secret_token: Annotated[SecretStr, secret_matching(SECRET, ProblemKind.NOT_A_SECRET)] = Field(
        SecretStr(""),
        description="Secret that Telegram sends along, 1 to 256 of A-Z a-z 0-9 _ -; empty means a new one each start.",
    )

    @model_validator(mode="after")
    def _check_state_dir(self) -> Self:
        state, index = self.state_dir.absolute(), self.index_dir.absolute()
        if state == index or index in state.parents:
            raise PydanticCustomError(ProblemKind.INSIDE_INDEX.value, "{value}", {"value": str(self.state_dir)})
        return self

    @property
    def interface_language(self) -> Language:
        """The language to speak where there is no question to follow."""
        return locale_language() if self.language == "auto" else self.language

    @property
    def allowed_ids(self) -> frozenset[int]:
        """The people and groups that may ask, apart from everybody."""
        return frozenset(int(entry) for entry in separate(self.telegram_allowed) if entry != EVERYBODY)

    @property
    def administrator_ids(self) -> frozenset[int]:
        """The people who may use the commands of administrators."""
        return frozenset(int(entry) for entry in separate(self.telegram_admins))

    @property
    def is_open_to_everybody(self) -> bool:
        """Whether everybody may ask."""
        return self.telegram_allowed.strip() == EVERYBODY

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be seen."""
        return (self.telegram_token.get_secret_value(), self.telegram_webhook_secret_token.get_secret_value())


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


def require_telegram(settings: Settings) -> None:
    """Refuse settings with which no bot can be started.

    Parameters
    ----------
    settings
        Valid for everything else.

    Raises
    ------
    SettingsError
        If there is no token.
    """
    if not settings.telegram_token.get_secret_value():
        raise SettingsError((SettingProblem(f"{PREFIX}TELEGRAM_TOKEN", ProblemKind.MISSING),))


def value_problems(error: ValidationError) -> Iterator[SettingProblem]:
    """One problem for each field that the library refused."""
    for detail in error.errors(include_url=False, include_context=False):
        if not detail["loc"]:
            # The only check of several fields together.
            yield SettingProblem(f"{PREFIX}STATE_DIR", ProblemKind.INSIDE_INDEX, {"value": detail["msg"]})
            continue
        name = str(detail["loc"][0])
        field = Settings.model_fields.get(name.removeprefix(PREFIX.lower()).lower())
        values: dict[str, str] = {"value": str(detail["input"]), "detail": detail["msg"], "default": ""}
        kind = ProblemKind.INVALID
        if field is not None:
            values["default"] = str(field.default)
            if field.annotation is SecretStr:
                values["value"] = HIDDEN
            if field.annotation in {int, float}:
                whole = field.annotation is int
                kind = ProblemKind.NOT_A_WHOLE_NUMBER if whole else ProblemKind.NOT_A_NUMBER
                values["lowest"], values["highest"] = bound(field.metadata, "ge"), bound(field.metadata, "le")
            elif choices := get_args(field.annotation):
                kind = ProblemKind.NOT_A_CHOICE
                values["choices"] = ", ".join(map(str, choices))
            elif detail["type"] in set(ProblemKind):
                kind = ProblemKind(detail["type"])
        yield SettingProblem(f"{PREFIX}{name.upper()}", kind, values)


def bound(metadata: list[Any], name: str) -> str:
    """The lowest (``ge``) or highest (``le``) value that a field takes."""
    return next(str(getattr(entry, name)) for entry in metadata if hasattr(entry, name))
