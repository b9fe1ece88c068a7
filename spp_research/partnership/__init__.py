"""The partnership: the lead's workbook, the timetable, and the year of all its schools."""
