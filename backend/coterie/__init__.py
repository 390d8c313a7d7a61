"""Coterie: rooms, people and the embedded server."""
