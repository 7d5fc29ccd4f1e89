"""Rich Text Format to blocks. Knows its tokens and groups; nothing of the other formats."""
