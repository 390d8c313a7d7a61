"""`python -m coterie`: the same as the command `coterie`."""

from coterie.cli import main

main()
