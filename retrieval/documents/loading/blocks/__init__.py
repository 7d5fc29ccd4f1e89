"""What every converter gives: blocks in reading order. Knows lists, rows and headings; nothing of any format."""
