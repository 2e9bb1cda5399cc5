"""Use cases, one a file. No Flask here."""
