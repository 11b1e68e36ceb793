"""The store on disk: files that are the truth, a journal of all writes, and the index that is made from them."""
