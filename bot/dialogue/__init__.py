"""Follow-up questions made self-contained. Knows words and the exchanges before; nothing of documents and channels."""
