"""Every schema there has been, oldest first, and the way from each to the next."""
