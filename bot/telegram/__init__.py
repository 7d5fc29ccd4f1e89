"""Beleg in Telegram: values become messages here, and updates become questions.

The pure half knows no library: ``message``, ``splitting``, ``callbacks``, ``rendering`` and ``strings``.
"""
