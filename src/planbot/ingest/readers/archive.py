"""Office files are zip archives of XML: opening both without falling for bombs."""

import io
import zipfile
import zlib

from planbot.errors import RefusedDocument
from planbot.ingest.readers.markup import Node, etree
from planbot.ingest.readers.options import ReadOptions, broken

_RATIO_FROM_BYTES = 16 * 1024 * 1024
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


class Archive:
    """The members of an office file. All errors of the format come out as RefusedDocument."""

    def __init__(self, data: bytes, file: str, options: ReadOptions) -> None:
        self.file = file
        self._zip = _opened(data, file)
        self.names = frozenset(self._zip.namelist())
        _check_bomb(self._zip, len(data), file, options)

    def member(self, name: str) -> bytes | None:
        """The bytes of a member; None when there is none of that name."""
        if name not in self.names:
            return None
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as exc:
            raise broken(self.file, f"its part {name} is damaged", "open it in Word or WPS and save it again") from exc
        except RuntimeError as exc:
            raise RefusedDocument(
                f"{self.file}: is protected by a password; save a copy without one", code="encrypted"
            ) from exc

    def xml(self, name: str) -> Node | None:
        """A member parsed as XML; None when there is none."""
        data = self.member(name)
        return None if data is None else parse_xml(data, name, self.file)

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Relationships of a part: id -> (last word of the type, path of the target inside the archive)."""
        folder, _, base = part.rpartition("/")
        root = self.xml(f"{folder}/_rels/{base}.rels".lstrip("/"))
        if root is None:
            return {}
        return {
            str(node.get("Id")): (
                str(node.get("Type")).rpartition("/")[2],
                _resolved(folder, str(node.get("Target", ""))),
            )
            for node in root
            if isinstance(node.tag, str) and node.get("TargetMode") != "External"
        }


def _resolved(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    parts = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == ".." and parts:
            parts.pop()
        elif step not in ("", ".", ".."):
            parts.append(step)
    return "/".join(parts)


def _opened(data: bytes, file: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, IndexError) as exc:
        raise broken(
            file, "the file is incomplete or damaged", "copy or download it again, or save it again in Word or WPS"
        ) from exc


def _check_bomb(archive: zipfile.ZipFile, packed: int, file: str, options: ReadOptions) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > options.max_entries:
        reason = f"holds {len(entries):,} parts (at most {options.max_entries:,})"
    elif unpacked > options.max_unpacked_bytes:
        reason = f"unpacks to {unpacked // 1048576:,} MB (at most {options.max_unpacked_bytes // 1048576:,})"
    elif unpacked > _RATIO_FROM_BYTES and unpacked > packed * options.max_decompression_ratio:
        reason = (
            f"unpacks to {unpacked // max(packed, 1):,} times its size (at most {options.max_decompression_ratio:,})"
        )
    else:
        return
    raise RefusedDocument(
        f"{file}: {reason}, like an archive made to fill a disk; save it again in Word or WPS", code="archive_bomb"
    )


def parse_xml(data: bytes, name: str, file: str) -> Node:
    """Office XML without entities, DTD or network; broken or declaring entities: refused."""
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise RefusedDocument(
            f"{file}: its part {name} declares XML entities, which office files never do; save it again in Word or WPS",
            code="archive_bomb",
        )
    if _STRICT in data[:8192]:
        for strict, transitional in _TRANSITIONAL.items():
            data = data.replace(strict, transitional)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise broken(file, f"its part {name} is not valid XML", "open it in Word or WPS and save it again") from exc
