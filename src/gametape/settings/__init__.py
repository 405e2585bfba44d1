"""Settings: gametape.toml, .env, the environment and flags, composed of the parts' own structs."""
