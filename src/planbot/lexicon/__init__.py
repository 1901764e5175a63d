"""Word lists of the language and the domain, as data files, and their loading."""
