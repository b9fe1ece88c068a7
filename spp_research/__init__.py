"""Research and reporting kit for partnerships of schools that peer-review each other."""

__version__ = "0.1.0"
