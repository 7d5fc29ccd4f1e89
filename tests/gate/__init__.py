"""The gate: how well Beleg answers the questions of ``tests/questions/tuning`` and ``held_out``, against a baseline."""
