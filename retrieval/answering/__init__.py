"""From a question to an answer with proof, or to an abstention. Knows one index; nothing of files, builds and chats."""
