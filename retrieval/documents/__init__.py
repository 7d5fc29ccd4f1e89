"""From files to numbered paragraphs and passages. Knows files and text; nothing of indexes and questions."""
