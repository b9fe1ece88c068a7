"""Workbooks that the kit writes: templates, marked copies, and a row added to somebody's own."""
