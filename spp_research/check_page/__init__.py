"""The check page: one HTML file that checks workbooks in a browser, with nothing installed."""
