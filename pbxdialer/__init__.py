"""PBX Dialer: a desktop companion that asks the PBX to ring the agent first and then the customer."""

__version__ = "0.1.0"
