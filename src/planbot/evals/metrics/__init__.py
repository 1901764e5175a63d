"""What is measured: pure functions from an answer and what was expected of it to a share."""
