"""The best-practice website."""
