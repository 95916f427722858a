"""The program as people get it: frozen with Python and Qt, and packed for their system."""
