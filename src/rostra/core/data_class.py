"""The five classes of government data, for cases and for what the archive keeps."""

from enum import StrEnum


class DataClass(StrEnum):
    """The five classes of government data (Minn. Stat. 13.02): whether it is about an individual, and whether its subject may see it."""

    PUBLIC = "public"
    PRIVATE = "private"  # about an individual, who may see it
    NONPUBLIC = "nonpublic"  # not about an individual; its subject may see it
    CONFIDENTIAL = "confidential"  # about an individual, who may not see it
    PROTECTED = "protected-nonpublic"  # not about an individual; not even its subject sees it
