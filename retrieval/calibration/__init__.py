"""How sure an answer must be, learned from the corpus itself. Knows indexes; nothing of people and their questions."""
