"""The venue's REST services: CLOB, Gamma and Data, over a small HTTP/1.1."""
