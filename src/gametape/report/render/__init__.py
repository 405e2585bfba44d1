"""A written report for people and programs: terminal, Markdown, one HTML file, JSON."""

from gametape.report.render.as_json import report_json
from gametape.report.render.markdown import report_markdown
from gametape.report.render.page import report_html
from gametape.report.render.terminal import report_text

__all__ = ["report_html", "report_json", "report_markdown", "report_text"]
