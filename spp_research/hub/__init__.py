"""A hub: many partnerships, known by their share files alone.

Nothing here opens a workbook of a school or of a partnership, or a file of pupils. Of each share
file a few figures are kept, so that thousands take no more memory than one and those figures.
"""
