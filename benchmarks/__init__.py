"""How fast the house is, as ratios to a peer in the same run: absolute figures say more of the machine."""
