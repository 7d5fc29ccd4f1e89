"""Questions and taps in Telegram, and what is done with them. Knows the services; nothing of how messages look."""
