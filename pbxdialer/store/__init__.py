"""What is still there tomorrow: settings, secrets, contacts, call history."""
