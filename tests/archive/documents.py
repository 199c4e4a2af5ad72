"""PDF documents as strangers make them: with everything that tells of somebody, hides or runs."""

from __future__ import annotations

import zlib
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image

SECRET = "handle=@my-own-account"
KEPT = "The words of the note"


def photograph(secret: str = SECRET) -> bytes:
    """A JPEG as a telephone makes it."""
    made, out = Image.new("RGB", (40, 30), "red"), BytesIO()
    exif = made.getexif()
    exif[0x013B] = secret  # Artist
    exif.get_ifd(0x8825).update({1: "N", 2: (44.0, 58.0, 12.5), 29: secret[:10]})  # GPS
    made.save(out, "JPEG", exif=exif, comment=secret.encode(), icc_profile=secret.encode() * 10)
    return out.getvalue()


def telling(secret: str = SECRET) -> bytes:
    """One that tells in every place that is known of."""
    pdf = Pdf.new()
    page = pdf.add_blank_page()
    pdf.docinfo["/Author"] = pdf.docinfo["/Producer"] = secret
    with pdf.open_metadata() as words:
        words["dc:creator"] = [secret]
    pdf.attachments["own.txt"] = secret.encode()
    runs = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{secret}')"))
    pdf.Root.OpenAction, pdf.Root.AA, page.obj.AA = runs, Dictionary(WC=runs), Dictionary(O=runs)
    pdf.Root.Names.JavaScript = Dictionary(Names=Array([String("a"), runs]))
    page.obj.PieceInfo = Dictionary(Editor=Dictionary(Private=String(secret)))
    drawn = Stream(pdf, photograph(secret))
    for key, value in {"Type": Name.XObject, "Subtype": Name.Image, "Width": 40, "Height": 30, "BitsPerComponent": 8}.items():
        drawn[f"/{key}"] = value
    drawn.Filter = Name.DCTDecode
    colours = Stream(pdf, secret.encode())
    colours.N = 3
    drawn.ColorSpace = Array([Name.ICCBased, pdf.make_indirect(colours)])
    page.obj.Resources = Dictionary(XObject=Dictionary(Im=pdf.make_indirect(drawn)))
    page.obj.Contents = Stream(pdf, b"q 40 0 0 30 0 0 cm /Im Do Q")
    page.obj.Annots = Array(
        [
            pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 1, 1], T=String(secret), Contents=String(KEPT))),
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 1, 1], A=Dictionary(S=Name.Launch, F=String(secret))),
            Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 1, 1], FS=Dictionary(F=String(secret))),
        ]
    )
    pdf.Root.AcroForm = Dictionary(XFA=String(secret), Fields=Array([Dictionary(V=Dictionary(ByteRange=[0, 1], Name=String(secret)))]))
    return written(pdf)


def bomb(size: int) -> bytes:
    """One whose page unpacks to ``size`` bytes."""
    packer, million = zlib.compressobj(), b"\n" * 1_000_000
    packed = b"".join(packer.compress(million) for _ in range(size // 1_000_000)) + packer.flush()
    pdf = Pdf.new()
    pdf.add_blank_page().obj.Contents = Stream(pdf, packed, Filter=Name.FlateDecode)
    return written(pdf)


def written(pdf: Pdf, **options: object) -> bytes:
    """The document as a file."""
    out = BytesIO()
    pdf.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def everything_in(content: bytes) -> bytes:
    """A document unpacked: every object, every stream, and the file itself."""
    with Pdf.open(BytesIO(content)) as pdf:
        found = [content, repr(pdf.trailer).encode()]
        for each in pdf.objects:
            found.append(repr(each).encode())
            if isinstance(each, Stream):
                found.append(each.read_raw_bytes())
                found.append(each.read_bytes() if each.get("/Filter") != Name.DCTDecode else b"")
    return b"\n".join(found)


def locked() -> bytes:
    """One that opens with a password alone."""
    pdf = Pdf.new()
    pdf.add_blank_page()
    return written(pdf, encryption=pikepdf.Encryption(owner="o", user="u"))
