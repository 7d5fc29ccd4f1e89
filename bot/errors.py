"""The errors that are the bot's own: settings, and things of a conversation that are not there.

Knows no file and no library. ``strings`` says them in the reader's language.
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
    NOT_A_TOKEN = "not_a_token"
    NOT_IDS = "not_ids"
    NOT_AN_API_ADDRESS = "not_an_api_address"
    NOT_A_PUBLIC_ADDRESS = "not_a_public_address"
    NOT_A_PATH = "not_a_path"
    NOT_A_SECRET = "not_a_secret"
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
        super().__init__(f"Settings that cannot be used: {named}.", "`.env.example` explains every setting.")
        self.problems = problems


class NothingToShowError(NotFoundError):
    """There is no answer yet whose citations or ranking could be shown."""

    def __init__(self) -> None:
        super().__init__("There is no answer yet.", "Ask something first.")


class CitationNotFoundError(NotFoundError):
    """The last reply has no citation (or near paragraph) of this number."""

    def __init__(self, number: int, last: int) -> None:
        super().__init__(f"There is no [{number}]; the last reply goes from [1] to [{last}].", f"Try: /show {last}")
        self.number = number
        self.last = last


class ShowUsageError(NotFoundError):
    """``/show`` was called without saying what."""

    def __init__(self) -> None:
        super().__init__("What should be shown?", "/show 1 shows a citation, /show DOCUMENT 4 a paragraph.")


class StateUnwritableError(BelegError):
    """What must survive a restart cannot be read or written."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(
            f"{path} cannot be written: {detail}",
            "Free some space or the right to write there, or set BELEG_STATE_DIR to another folder.",
        )
        self.path = path
        self.detail = detail


class StateNewerError(BelegError):
    """A newer version wrote what must survive a restart."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} was written by a newer version of Beleg.",
            "Install that version, or set BELEG_STATE_DIR to another folder.",
        )
        self.path = path


class AlreadyRunningError(BelegError):
    """Another process of this machine works with the same state folder."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Beleg is already running in Telegram with the state folder {path}.",
            "Stop that process first, or set BELEG_STATE_DIR to another folder for a second bot.",
        )
        self.path = path


class TokenRefusedError(ConfigurationError):
    """Telegram does not know the bot's token, or does not any more; the token is not part of this."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram does not accept the token.",
            "@BotFather shows it under /mybots; put it into BELEG_TELEGRAM_TOKEN.",
        )


class WebhookRefusedError(ConfigurationError):
    """Telegram does not want to send to the address of the webhook."""

    def __init__(self, address: str, detail: str) -> None:
        super().__init__(
            f"Telegram does not accept the webhook address {address}: {detail}",
            "Correct BELEG_TELEGRAM_WEBHOOK_PUBLIC_URL, or remove it: then Telegram is asked for messages.",
        )
        self.address = address
        self.detail = detail


class ListenError(BelegError):
    """The port for the webhook cannot be opened."""

    def __init__(self, address: str, detail: str) -> None:
        super().__init__(
            f"{address} cannot be opened for the webhook: {detail}",
            "Set BELEG_TELEGRAM_WEBHOOK_LISTEN and BELEG_TELEGRAM_WEBHOOK_PORT to what is free.",
        )
        self.address = address
        self.detail = detail
