"""The command line: parse, call the Assistant, print. Nothing heavy is imported before a command runs."""
