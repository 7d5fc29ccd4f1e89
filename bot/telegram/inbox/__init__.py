"""Updates that must survive, and their order. Knows update ids and chats; nothing of questions."""
