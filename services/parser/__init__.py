"""From the archive to the items: what a file of minutes says, with the place that proves it."""
