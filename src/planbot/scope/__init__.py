"""What a text or a question is about: part labels, years, places, issuers and titles, read the same way from both."""
