"""What a person reads of the lines that are shown."""

from __future__ import annotations

from bot.presentation.formatting import StyledLine


def plain(lines: list[StyledLine]) -> list[str]:
    return [f"{line.gutter.plain}{line.text.plain}".rstrip() for line in lines]
