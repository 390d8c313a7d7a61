"""Coterie as those meet it who mean it no good; SECURITY.md names each threat and its test here."""
