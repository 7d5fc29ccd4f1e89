"""The errors that are the bot's own: settings, and things of a conversation that are not there.

Knows no file and no library. ``strings`` says them in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from retrieval import ConfigurationError, NotFoundError


class ProblemKind(StrEnum):
    """What can be wrong with a setting; the names of ``SettingProblem.values`` follow the colon.

    ``UNKNOWN_SETTING``: nothing; ``SIMILAR_SETTING``: similar; ``NOT_A_WHOLE_NUMBER`` and ``NOT_A_NUMBER``: lowest,
    highest; ``NOT_A_CHOICE``: choices; ``INVALID``: detail; ``FILE_UNREADABLE``: detail; ``FILE_NOT_TEXT``: nothing;
    ``LINE_UNREADABLE``: line. Those that name a field also have value and default.
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
