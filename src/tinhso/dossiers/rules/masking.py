"""How a name is shown where the whole of it is not needed."""

from tinhso.kernel.db.text import nfc


def mask_name(name: str) -> str:
    """Keep family and given name, and hide what stands between: "Nguyễn V. An".

    A list tells officers apart by it and tells a passer-by little.
    """
    words = nfc(name).split()
    if len(words) <= 2:
        return " ".join(words)
    middle = " ".join(f"{word[0]}." for word in words[1:-1])
    return f"{words[0]} {middle} {words[-1]}"
