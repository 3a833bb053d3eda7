"""The command line `referat`: the three services put together on one machine."""
