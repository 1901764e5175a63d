"""Cases, metrics, runs and reports of answer quality."""
