"""Passages made searchable, on disk and in memory. Knows documents and vectors; nothing of questions and answers."""
