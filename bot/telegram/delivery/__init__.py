"""Requests to Telegram: paced, repeated where that is safe, and noted. Knows HTTP; nothing of what is said."""
