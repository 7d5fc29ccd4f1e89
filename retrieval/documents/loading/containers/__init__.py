"""Bytes of hostile files, opened within bounds. Knows encodings, archives and markup; nothing of any format."""
