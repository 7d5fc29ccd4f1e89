"""Words, sentences and languages of German and English text. Knows strings; nothing of documents and indexes."""
