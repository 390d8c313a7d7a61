"""Calls between realtime nodes and Django: who signed them, and that each comes once."""
