"""Everything that speaks to the PBX: query text, signature, the wire."""
