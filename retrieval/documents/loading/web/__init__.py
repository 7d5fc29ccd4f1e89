"""Web pages, and books made of web pages, to blocks. Knows HTML; nothing of the other formats."""
