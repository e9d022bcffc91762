"""One self-contained HTML page of all findings, in Danish or English."""

from ci_text.report.page import render_report, write_report

__all__ = ["render_report", "write_report"]
