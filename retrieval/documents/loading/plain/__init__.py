"""Formats that are text already. Knows characters and lines; nothing of archives and markup."""
