"""Settings: gametape.toml, .env, the environment and flags, composed of the parts' own structs."""

from gametape.settings.load import load_settings

__all__ = ["load_settings"]
