"""``.env.example``, ``docs/settings.md`` and ``Settings`` agree on every setting, its description and its default."""

from __future__ import annotations

import re
from pathlib import Path

from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / ".env.example"
ENTRY = re.compile(r"^# (?P<description>.+)\n#(?P<name>[A-Z_]+)=(?P<default>.*)$", re.MULTILINE)


def test_every_setting_is_explained_with_its_default() -> None:
    explained = {
        entry["name"]: (entry["description"], entry["default"])
        for entry in ENTRY.finditer(EXAMPLE.read_text(encoding="utf-8"))
    }
    assert explained == {
        f"{PREFIX}{name.upper()}": (field.description, str(field.default))
        for name, field in Settings.model_fields.items()
    }


def test_the_example_sets_nothing() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []


def test_the_example_holds_nothing_but_the_settings() -> None:
    assert EXAMPLE.read_text(encoding="utf-8").count(PREFIX) == len(Settings.model_fields)


def test_the_page_of_settings_lists_every_setting_with_its_default() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        default = f"`{field.default}`" if str(field.default) else ""
        assert f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |" in page
