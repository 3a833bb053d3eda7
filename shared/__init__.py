"""What two services need to agree on, and nothing else."""
