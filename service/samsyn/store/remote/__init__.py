"""A store elsewhere, spoken to in SPARQL 1.1: the one home of SPARQLWrapper."""
