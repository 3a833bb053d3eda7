"""Real servers on this machine, for `make stack`, the tests and the benchmarks: one module for each kind."""
