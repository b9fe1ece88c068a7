"""The sections of the partnership's annual report, one module each."""
