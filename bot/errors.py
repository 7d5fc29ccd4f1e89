"""The errors that are the bot's own: settings, Telegram, and what a conversation does not have.

Each says what happened, in English. Knows no file and no library; ``error_strings`` says them in the reader's language,
with the next step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from retrieval import BelegError, ConfigurationError, NotFoundError


class ProblemKind(StrEnum):
    """What can be wrong with a setting; the names of ``SettingProblem.values`` follow the colon.

    ``UNKNOWN_SETTING``: nothing; ``SIMILAR_SETTING``: similar; ``NOT_A_WHOLE_NUMBER`` and ``NOT_A_NUMBER``: lowest,
    highest; ``NOT_A_CHOICE``: choices; ``INVALID``: detail; ``FILE_UNREADABLE``: detail; ``FILE_NOT_TEXT``: nothing;
    ``LINE_UNREADABLE``: line. Those that name a field also have value and default; the value of a secret is hidden.
    """

    UNKNOWN_SETTING = "unknown_setting"
    SIMILAR_SETTING = "similar_setting"
    NOT_A_WHOLE_NUMBER = "not_a_whole_number"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_CHOICE = "not_a_choice"
    INVALID = "invalid"
    FILE_UNREADABLE = "file_unreadable"
    FILE_NOT_TEXT = "file_not_text"
    LINE_UNREADABLE = "line_unreadable"
    MISSING = "missing"
    NOT_A_TOKEN = "not_a_token"  # noqa: S105  # a kind of mistake, no password
    NOT_IDS = "not_ids"
    NOT_AN_API_ADDRESS = "not_an_api_address"
    NOT_A_PUBLIC_ADDRESS = "not_a_public_address"
    NOT_A_PATH = "not_a_path"
    NOT_A_SECRET = "not_a_secret"  # noqa: S105  # the same
    NOT_A_HOST = "not_a_host"
    INSIDE_INDEX = "inside_index"


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """One thing that is wrong: ``setting`` is a variable's name or the file that holds the settings."""

    setting: str
    kind: ProblemKind
    values: Mapping[str, str] = field(default_factory=dict)


class SettingsError(ConfigurationError):
    """Settings cannot be used; ``problems`` names all of them at once."""

    def __init__(self, problems: tuple[SettingProblem, ...]) -> None:
        named = ", ".join(dict.fromkeys(problem.setting for problem in problems))
        super().__init__(f"Settings that cannot be used: {named}.")
        self.problems = problems


class NothingToShowError(NotFoundError):
    """There is no answer yet whose citations or ranking could be shown."""

    def __init__(self) -> None:
        super().__init__("There is no answer yet.")


class CitationNotFoundError(NotFoundError):
    """The last reply has no citation (or near paragraph) of this number."""

    def __init__(self, number: int, last: int) -> None:
        super().__init__(f"There is no [{number}]; the last reply goes from [1] to [{last}].")
        self.number = number
        self.last = last


class ShowUsageError(NotFoundError):
    """``/show`` was called without saying what."""

    def __init__(self) -> None:
        super().__init__("/show was called without saying what to show.")


class StateUnwritableError(BelegError):
    """What must survive a restart cannot be read or written."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(f"{path} cannot be written: {detail}")
        self.path = path
        self.detail = detail


class StateNewerError(BelegError):
    """A newer version wrote what must survive a restart."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} was written by a newer version of Beleg.")
        self.path = path


class AlreadyRunningError(BelegError):
    """Another process on this machine uses the same state folder."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"A Telegram bot is already running with the state folder {path}.")
        self.path = path


class TokenRefusedError(ConfigurationError):
    """Telegram does not know the bot's token, or no longer does; the token is not part of this."""

    def __init__(self) -> None:
        super().__init__("Telegram does not accept the token.")


class TelegramUnreachableError(BelegError):
    """Telegram does not answer."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"Telegram does not answer ({detail}).")
        self.detail = detail


class WebhookRefusedError(ConfigurationError):
    """Telegram refuses to send updates to the URL of the webhook."""

    def __init__(self, address: str, detail: str) -> None:
        super().__init__(f"Telegram does not accept the webhook URL {address}: {detail}")
        self.address = address
        self.detail = detail


class ListenError(BelegError):
    """The address or port for the webhook cannot be opened."""

    def __init__(self, address: str, detail: str) -> None:
        super().__init__(f"The webhook cannot listen on {address}: {detail}")
        self.address = address
        self.detail = detail
