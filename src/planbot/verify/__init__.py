"""Checks of sentences against the spans they cite."""
