"""The operator's pages: Django's admin in our dress, what goes on, and what to do about it."""
