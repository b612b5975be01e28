"""reports/index.html: everything that was found, on one page that needs nothing else.

sources    the files of a reports folder, read strictly, with their dates
findings   the rows of a result, read back
marks      what colour and sign a verdict has
numbers    as people read them
grid       records as the rows of a table that can be sorted and filtered
bars, lines, matrix   plots as geometry
section    a part of the page: a sentence, tables, plots, files
trial, own, detection, alarms, speed, costs, notes, conventions, real_data   a file for each part
unsettled, places   what does not agree, with the line that makes it
headline   the one sentence
content    what stands on the page, in its order
writing    all of it through the template into one file

page.html and parts.html are the template, page.css and page.js go into the page as they are.
"""

from parity.page.writing import PAGE, write_page

__all__ = ["PAGE", "write_page"]
