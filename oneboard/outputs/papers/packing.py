"""Packing (打包) a .docx so that the same document is the same bytes, whenever it is written."""

import io
import zipfile
from typing import Final

from docx.document import Document

#: The first day that a zip file can tell.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)


def packed(document: Document) -> bytes:
    """The same bytes wherever the same build of zlib packs them."""
    file, out = io.BytesIO(), io.BytesIO()
    document.save(file)
    with zipfile.ZipFile(file) as written, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for part in written.infolist():
            package.writestr(
                zipfile.ZipInfo(part.filename, _NO_TIME), written.read(part), zipfile.ZIP_DEFLATED
            )
    return out.getvalue()
