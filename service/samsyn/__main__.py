"""`python -m samsyn` is the command `samsyn`."""

from samsyn.cli import main

if __name__ == "__main__":
    main()
