"""How the parts are configured, started and answer errors; below every app."""
