"""What stands behind the front desk: making a machine ready, and measuring."""
