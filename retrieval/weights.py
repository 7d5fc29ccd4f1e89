"""The fitted numbers, by name: ``weights.json``, which ``python -m tests.benchmark fit`` writes.

They lie in one file so that a change of any of them is seen, and so that a fit can write them. ``fitted`` in the file
says on which data (sha256), by what, and with which cross-validated figure. Knows no stage that uses them.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

WEIGHTS_FILE = Path(__file__).with_name("weights.json")


@functools.cache
def weights(group: str) -> Mapping[str, float]:
    """The numbers of one group.

    Parameters
    ----------
    group
        As it is named in the file.

    Returns
    -------
    Mapping[str, float]
        By name.

    Raises
    ------
    KeyError
        If the file has no such group.
    """
    return MappingProxyType(json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))[group])
