"""The drawing tools behind the demo paper's pictures: press, type, paper, solids, motifs."""
