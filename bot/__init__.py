"""Beleg for people: the commands, the terminal conversation and the settings.

Reaches documents only through the public names of ``retrieval``. Start with ``assistant``.
"""
