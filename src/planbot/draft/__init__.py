"""New sections from prior text, every sentence traceable."""
