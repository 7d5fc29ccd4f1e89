"""The bundled embedding model: ``weights``, and how it was trained and measured. Nothing here runs when Beleg does."""
