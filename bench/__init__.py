"""The benchmark against peers, run by `make bench`."""
