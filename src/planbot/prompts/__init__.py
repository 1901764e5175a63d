"""Templates of what the language model is told, and their rendering."""
