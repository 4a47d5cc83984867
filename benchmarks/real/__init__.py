"""What benchmarks on the public data share."""
