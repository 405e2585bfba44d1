"""The sessions of a data folder: what their tapes tell, listed, chosen among and checked."""
