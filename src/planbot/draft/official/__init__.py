"""Drafts as Word files in the format of Chinese official documents, GB/T 9704-2012."""
