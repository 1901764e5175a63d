"""The truth (SQLite) and the two indexes derived from it (vectors, lexical)."""
