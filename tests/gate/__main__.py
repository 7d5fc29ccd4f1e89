"""``python -m tests.gate``: write the baseline."""

from tests.gate.baseline import main

main()
