"""``python -m benchmarks``: measure everything and print the ratios."""

from benchmarks import reading

MODULES = (reading,)


def main() -> None:
    """Print one line per finding."""
    for module in MODULES:
        for ratio in module.measure():
            print(ratio, flush=True)


if __name__ == "__main__":
    main()
