"""Drafting: a new section from prior text, every sentence traceable."""
