"""The documents, one folder each: their pages, tables and charts in the order of reading."""
