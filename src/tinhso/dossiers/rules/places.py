"""What a paper names before its date: the place its agency stands for."""


def place_of(agency: str) -> str:
    """Return the place of a paper: the name behind the kind of commune, as it is written."""
    for word in (" xã ", " phường ", " thị trấn ", " đặc khu ", " tỉnh "):
        if word in f" {agency} ":
            return f"{agency} ".split(word, 1)[1].strip() or agency
    return ""
