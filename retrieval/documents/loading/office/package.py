"""Packages of Office Open XML: the parts of a zip archive, and which part refers to which.

Shared by the three office formats. References that lead outside the package are not even read.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from retrieval.documents.loading.blocks.blocks import ConversionError, cleaned_title
from retrieval.documents.loading.containers.archive import Archive
from retrieval.documents.loading.containers.markup import attribute, children, local_name, parse_xml
from retrieval.documents.skipped import Limits, SkipReason

if TYPE_CHECKING:
    from retrieval.documents.loading.containers.markup import Element


@dataclass(frozen=True, slots=True)
class Relationship:
    """A part that another refers to: the last word of the relationship's type, and the part's name."""

    kind: str
    part: str


class OfficePackage:
    """A file of Word, Excel or PowerPoint.

    Parameters
    ----------
    data
        The file.
    limits
        Of the file.
    root
        The name of the main part's root element.

    Raises
    ------
    ConversionError
        If it is not such a file.
    """

    def __init__(self, data: bytes, limits: Limits, root: str) -> None:
        self._archive = Archive(data, limits)
        parts = [related.part for related in self.relationships("").values() if related.kind == "officeDocument"]
        if not parts:
            raise ConversionError(SkipReason.WRONG_CONTENT, "no office document in it")
        self.main_part = parts[0]
        self.main = self.xml(self.main_part)
        if local_name(self.main) != root:
            raise ConversionError(SkipReason.WRONG_CONTENT, local_name(self.main))

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return part in self._archive.names

    def read(self, part: str) -> bytes:
        """The bytes of a part.

        Parameters
        ----------
        part
            A name.

        Returns
        -------
        bytes
            Unpacked.

        Raises
        ------
        ConversionError
            If it is missing or damaged, or too much was read.
        """
        return self._archive.read(part)

    def xml(self, part: str) -> Element:
        """The root element of a part.

        Parameters
        ----------
        part
            A name.

        Returns
        -------
        Element
            Parsed again with each call.

        Raises
        ------
        ConversionError
            If it is missing or damaged.
        """
        return parse_xml(self._archive.read(part))

    def relationships(self, part: str) -> Mapping[str, Relationship]:
        """The parts that a part refers to.

        Parameters
        ----------
        part
            A name; empty for the package itself.

        Returns
        -------
        Mapping[str, Relationship]
            By the id that stands in the part; only parts that are there.

        Raises
        ------
        ConversionError
            If the list of them is damaged.
        """
        folder, name = posixpath.split(part)
        listing = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(listing):
            return {}
        found = {}
        for related in children(self.xml(listing), "Relationship"):
            target = posixpath.normpath(posixpath.join("/", folder, unquote(attribute(related, "Target")))).lstrip("/")
            if attribute(related, "TargetMode") != "External" and self.has(target):
                kind = attribute(related, "Type").rpartition("/")[2]
                found[attribute(related, "Id")] = Relationship(kind, target)
        return found

    def related(self, part: str, kind: str) -> str:
        """The first part of a kind that a part refers to; empty if there is none."""
        return next((related.part for related in self.relationships(part).values() if related.kind == kind), "")

    def title(self) -> str:
        """The title in the properties, if it is one and no trace of a program; else empty.

        Returns
        -------
        str
            One line.

        Raises
        ------
        ConversionError
            If the properties are damaged.
        """
        properties = self.related("", "core-properties")
        if not properties:
            return ""
        titles = children(self.xml(properties), "title")
        return cleaned_title(next(("".join(element.itertext()) for element in titles), ""))
