"""What survives in the state folder. Knows SQLite; nothing of Telegram's methods."""
