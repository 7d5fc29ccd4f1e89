"""When an index is built, and whether it is sound. Knows seeds and the store; nothing of questions."""
