"""Figures, not pass or fail: ``python -m tests.benchmark [NAME ...]`` prints them and keeps them as JSON."""
