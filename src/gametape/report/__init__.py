"""The written report: words around evidence, checked before anybody reads them (methods 6)."""
