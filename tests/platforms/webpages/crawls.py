"""Archived pages of our own making, in the forms in which crawlers write them. The account and everybody in it are invented."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.platforms.x.archives import pack
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

DATE = "2024-03-04T05:06:07Z"
POST = "https://x.com/ExamplevilleMN/status/5"
HTML = b"<html><head><title>Exampleville</title></head><body><p>Snow emergency: <a href='/news'>read on</a></p></body></html>"


def http(body: bytes = HTML, status: str = "200 OK", **headers: str) -> bytes:
    """An answer of a server. ``headers``: with _ for -."""
    told = {"Content-Type": "text/html; charset=utf-8"} | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def record(url: str = POST, block: bytes | None = None, *, version: str = "1.0", end: bytes = b"\r\n", **headers: str | None) -> bytes:
    """A record. ``headers``: with _ for -; None leaves one out."""
    block = http() if block is None else block
    told: dict[str, str | None] = {
        "WARC-Type": "response",
        "WARC-Record-ID": "<urn:uuid:5b1f2f0e-0000-4000-8000-000000000001>",
        "WARC-Target-URI": url,
        "WARC-Date": DATE,
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block)),
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"WARC/{version}", *(f"{name}: {value}" for name, value in told.items() if value is not None)]
    return end.join(line.encode() for line in lines) + end + end + block + end + end


def sha1(block: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()


def info() -> bytes:
    return record("", b"software: a crawler\r\n", WARC_Type="warcinfo", WARC_Target_URI=None, Content_Type="application/warc-fields")


def gz(*parts: bytes) -> bytes:
    """Each part as a gzip member of its own."""
    return b"".join(gzip.compress(part, mtime=0) for part in parts)


def by_warcio(pages: Mapping[str, bytes], version: str) -> bytes:
    """As the library writes it that most crawlers use: with digests, requests and revisits."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version=version)
    writer.write_record(writer.create_warcinfo_record("crawl.warc.gz", {"software": "warcio"}))
    for url, body in pages.items():
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x.com")], is_http_request=True)
        answered = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "request", http_headers=asked, warc_headers_dict={"WARC-Date": DATE}))
        made = writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), http_headers=answered, warc_headers_dict={"WARC-Date": DATE}
        )
        writer.write_record(made)
        writer.write_record(
            writer.create_revisit_record(url, made.rec_headers["WARC-Payload-Digest"], url, DATE, warc_headers_dict={"WARC-Date": DATE})
        )
    return out.getvalue()


def wacz(members: Mapping[str, bytes], **changes: Any) -> dict[str, bytes]:
    """A WACZ by its members: what is given, and what states their digests. ``changes`` of ``datapackage.json``."""
    named = [
        {"name": name.rpartition("/")[2], "path": name, "hash": "sha256:" + hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        for name, content in members.items()
    ]
    stated = json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": named, **changes}).encode()
    return {**members, "datapackage.json": stated}


def pages(*listed: Mapping[str, Any]) -> bytes:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": True}
    return b"".join(json.dumps(line).encode() + b"\n" for line in (head, *listed))


def signed(members: Mapping[str, bytes], *, raw: bool) -> dict[str, bytes]:
    """The WACZ, signed as a browser (``raw``) or a server does."""
    digest = "sha256:" + hashlib.sha256(members["datapackage.json"]).hexdigest()
    key = ec.generate_private_key(ec.SECP384R1())
    signature = key.sign(digest.encode(), ec.ECDSA(SHA256()))
    if raw:
        r, s = decode_dss_signature(signature)
        signature = r.to_bytes(48) + s.to_bytes(48)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    told = {"hash": digest, "signature": base64.b64encode(signature).decode(), "publicKey": base64.b64encode(public).decode()}
    over = {"path": "datapackage.json", "hash": digest, "signedData": told}
    return {**members, "datapackage-digest.json": json.dumps(over).encode()}


def packed(members: Mapping[str, bytes]) -> bytes:
    return pack(members)
