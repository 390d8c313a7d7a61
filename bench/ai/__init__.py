"""How good suggestions are: holes in small files, an engine's answers, and tests that run them.

hole → asking (the running product) → completing (the hole's tests) → scores → report
"""
