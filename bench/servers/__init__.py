"""Our realtime server beside its peers: the same load on each in turn, in one run."""
