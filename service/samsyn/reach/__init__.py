"""What follows from minimum levels: examples, which level holds which, and what a centre would need.

`concept` and `shapes` say what a shape asks of a node; `owl` writes it for a reasoner, `search` looks for the smallest
node that it is true of. `made` has both confirmed by the validator, `asking` puts the questions, `repair` mends.
"""
