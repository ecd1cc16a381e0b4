"""Programs for those who work on Docent itself. Knows nothing of a running server."""
