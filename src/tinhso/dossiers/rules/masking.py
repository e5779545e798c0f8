"""How a name is shown where the whole of it is not needed."""

from tinhso.kernel.db.text import nfc


def mask_name(name: str, kind: str = "citizen") -> str:
    """Keep family and given name, and hide what stands between: "Nguyễn V. An".

    A list tells officers apart by it and tells a passer-by little. What is no person (`kind` of a
    party) keeps its name whole: it is public, and shortened it would read as somebody's.
    """
    words = nfc(name).split()
    if len(words) <= 2 or kind != "citizen":
        return " ".join(words)
    middle = " ".join(f"{word[0]}." for word in words[1:-1])
    return f"{words[0]} {middle} {words[-1]}"
