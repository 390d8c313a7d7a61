"""How the admin writes times, by language, as Django looks for it."""
