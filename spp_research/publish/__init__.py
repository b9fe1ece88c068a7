"""From one report.qmd to a web page, a Word document and a PDF."""
