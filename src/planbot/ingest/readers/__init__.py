"""One reader per format family: bytes in, text with offsets out."""
