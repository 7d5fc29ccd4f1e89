"""What is done with messages, buttons and reactions. Knows the services; nothing of how messages look."""
