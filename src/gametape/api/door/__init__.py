"""Who may come in and how answers go out: hosts, origins, tokens, headers, ranges, codings."""
