"""What is said in Telegram, as text with entities and buttons. Knows records; nothing of networks and databases."""
