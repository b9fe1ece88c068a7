"""The claims audit: every number of a document worked out again from the workbooks.

Nothing here imports the kit. The formulas are written from their definitions, so that a mistake
in the kit and the same mistake here are unlikely.
"""
