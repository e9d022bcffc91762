"""ci-text: evidence on collective impact from reports and interviews, offline."""

__version__ = "0.1.0"
