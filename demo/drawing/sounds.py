"""To come."""


def write(folder):
    """Nothing yet."""
