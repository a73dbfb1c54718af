"""收文: what came in, who handles it, what was filed away; files and search."""
