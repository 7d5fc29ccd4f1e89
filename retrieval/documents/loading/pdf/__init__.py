"""PDF files to blocks.

``pages`` takes words with their places from the pages, ``layout`` makes lines and columns of them, ``furniture`` drops
running heads, ``breaks`` and ``paragraphs`` find out what is one paragraph, ``line_joining`` what a hyphen means.
"""

from retrieval.documents.loading.pdf.pages import convert_pdf

__all__ = ["convert_pdf"]
