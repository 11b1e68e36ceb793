"""Where RDF enters and leaves, and where it is kept: the one home of pyoxigraph."""
