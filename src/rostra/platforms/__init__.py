"""Where material comes from: one folder a platform, one interface (``base``), one contract (``testing``)."""
