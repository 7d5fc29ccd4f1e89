"""Beleg in Telegram: updates become questions here, and replies become messages.

``message``, ``splitting``, ``callbacks``, ``composing``, ``rendering``, ``notices`` and ``strings`` are pure: they know
neither python-telegram-bot nor a database.
"""
