"""Zip archives, of which most office formats are made, opened with suspicion: a small one may hold a big one.

The door to zipfile for everybody who unpacks. Knows no format that is packed in one.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from retrieval.documents.loading.blocks.blocks import ConversionError
from retrieval.documents.skipped import Limits, SkipReason

MAXIMUM_MEMBERS = 20_000
_UNSUSPECTED_BYTES = 32 * 1024**2
_MAXIMUM_RATIO = 200
"""XML of office programs shrinks to a tenth or a fiftieth; a bomb to a thousandth."""

_ENCRYPTED_FLAG = 0x1


class Archive:
    """A zip archive whose members can be read up to a limit, all together.

    Parameters
    ----------
    data
        The archive.
    limits
        Of the file it is.

    Raises
    ------
    ConversionError
        If it is damaged, encrypted or would unpack to too much. Nothing is unpacked to find out.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError, OverflowError) as error:
            raise ConversionError(SkipReason.DAMAGED, "ZIP") from error
        members = self._zip.infolist()
        if len(members) > MAXIMUM_MEMBERS:
            raise ConversionError(SkipReason.EXPANDS_TOO_MUCH)
        # zipfile never gives more of a member than was declared, so this bounds every library that uses it as well.
        declared = sum(member.file_size for member in members)
        if declared > limits.maximum_expanded_bytes or (
            declared > _UNSUSPECTED_BYTES and declared > _MAXIMUM_RATIO * len(data)
        ):
            raise ConversionError(SkipReason.EXPANDS_TOO_MUCH, f"{declared // 1024**2} MiB")
        if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
            raise ConversionError(SkipReason.ENCRYPTED)
        self._left = limits.maximum_expanded_bytes
        self.names = frozenset(member.filename for member in members)

    def read(self, name: str) -> bytes:
        """A member, whole.

        Parameters
        ----------
        name
            One of ``names``.

        Returns
        -------
        bytes
            What is in it, unpacked.

        Raises
        ------
        ConversionError
            If it is missing or damaged, or all that was read of the archive is too much.
        """
        try:
            with self._zip.open(name) as member:
                data = member.read(self._left + 1)
        except KeyError as error:
            raise ConversionError(SkipReason.DAMAGED, name) from error
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise ConversionError(SkipReason.DAMAGED, name) from error
        self._left -= len(data)
        if self._left < 0:
            raise ConversionError(SkipReason.EXPANDS_TOO_MUCH)
        return data
