"""Word processors, spreadsheets and slides to blocks. Knows their packages and styles; nothing of the other formats."""
