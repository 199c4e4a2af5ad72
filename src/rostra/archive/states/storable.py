"""Texts that every store can hold."""


def clean(text: str) -> str:
    """A text that every store can hold: NUL and lone surrogates become U+FFFD. The item's own bytes stay as they came."""
    if text.isascii() and "\x00" not in text:
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode()
    return text.replace("\x00", "\ufffd")
