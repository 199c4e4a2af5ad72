"""WARC 1.1 segments: ``write`` versions, ``read`` and check them, ``splice`` some of them out.

A *segment* is one ``.warc.gz`` file. A *version* in it is two or three adjacent gzip members: a ``resource`` record with the item's exact
bytes, where there is one a ``resource`` record with its proof, and a ``metadata`` record. Because every record is a gzip member of its own,
any WARC tool can read a segment, and a version can be cut out without touching its neighbours.
"""
