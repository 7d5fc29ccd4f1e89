"""Beleg in Telegram: updates become questions here, and replies become messages.

``app`` builds the bot and ``process`` runs it; ``messages`` is pure and knows neither python-telegram-bot nor a
database.
"""
