"""Work on room texts in child processes, so that typing is not felt and hostile text harms none.

`analyst` starts and asks a child; `child` is its program; the other modules are what it does.
"""
