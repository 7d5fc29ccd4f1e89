"""Follow-up questions made self-contained, and long ones short.

Knows words and the exchanges before; nothing of documents and channels.
"""
