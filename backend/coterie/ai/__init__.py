"""Suggestions and summaries: windows, guard rails and engines."""
