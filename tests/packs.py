#!/usr/bin/env python3
"""Archives as people get them, and as an enemy makes them: packs.py FOLDER [large]"""
import gzip
import io
import lzma
import os
import bz2
import struct
import sys
import tarfile
import warnings
import zipfile
import zlib

warnings.simplefilter("ignore")
to = sys.argv[1]
CSV = b"id,text\n1,rye\n"


def path(name):
    return os.path.join(to, name)


def write(name, data):
    with open(path(name), "wb") as f:
        f.write(data)


def entry(name, when=(2026, 9, 30, 18, 0, 0), mode=0o100644):
    info = zipfile.ZipInfo(name, when)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = mode << 16
    return info


def zipped(files, compress=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as z:
        for name, data in files:
            info = entry(name) if isinstance(name, str) else name
            info.compress_type = compress
            z.writestr(info, data)
    return out.getvalue()


class Pipe(io.RawIOBase):
    """What zipfile cannot seek in, so that sizes stand behind the data."""

    def __init__(self):
        self.data = bytearray()

    def writable(self):
        return True

    def write(self, b):
        self.data += b
        return len(b)


def streamed(files, compress=zipfile.ZIP_DEFLATED, big=False):
    out = Pipe()
    with zipfile.ZipFile(out, "w", compress) as z:
        for name, data in files:
            with z.open(name, "w", force_zip64=big) as f:
                f.write(data)
    return bytes(out.data)


def tarred(files, form=tarfile.PAX_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as t:
        for name, data in files:
            if isinstance(name, tarfile.TarInfo):
                t.addfile(name)
                continue
            info = tarfile.TarInfo(name)
            info.size = len(data)
            info.mtime = 1790791200
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def raw_zip(members, directory=True, flags=0):
    """Headers by hand: (name bytes, data, said size, compressed)."""
    body, central = b"", b""
    for name, data, said, method in members:
        packed = data
        if method == 8:
            c = zlib.compressobj(9, zlib.DEFLATED, -15)
            packed = c.compress(data) + c.flush()
        crc = zlib.crc32(data)
        head = struct.pack("<HHHHHLLLHH", 20, flags, method, 0x9000, 0x5D3E,
                           crc, len(packed), said, len(name), 0)
        at = len(body)
        body += b"PK\3\4" + head + name + packed
        central += (b"PK\1\2" + struct.pack("<H", 20) + head +
                    struct.pack("<HHHLL", 0, 0, 0, 0x81A40000, at) + name)
    if not directory:
        return body
    return (body + central + b"PK\5\6" +
            struct.pack("<HHHHLLH", 0, 0, len(members), len(members),
                        len(central), len(body), 0))


def overlapping(n, size):
    """n members that all have the same bytes: headers within extra fields."""
    c = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = bytes(size)
    packed = c.compress(data) + c.flush()
    headers, central = b"", b""
    step = 30 + 5 + 4
    for i in range(n):
        rest = (n - 1 - i) * step
        head = struct.pack("<HHHHHLLLH", 20, 0, 8, 0x9000, 0x5D3E,
                           zlib.crc32(data), len(packed), size, 5)
        headers += (b"PK\3\4" + head + struct.pack("<H", rest + 4) +
                    b"m%04d" % i + struct.pack("<HH", 0x7777, rest))
        central += (b"PK\1\2" + struct.pack("<H", 20) + head +
                    struct.pack("<HHHHLL", 0, 0, 0, 0, 0x81A40000, i * step) +
                    b"m%04d" % i)
    body = headers + packed
    return (body + central + b"PK\5\6" +
            struct.pack("<HHHHLLH", 0, 0, n, n, len(central), len(body), 0))


def good():
    two = [("data/a.csv", CSV), ("data/b.csv", CSV * 3)]
    write("plain.zip", zipped(two))
    write("stored.zip", zipped(two, zipfile.ZIP_STORED))
    write("streamed.zip", streamed(two))
    write("streamed-stored.zip", streamed(two, zipfile.ZIP_STORED))
    write("streamed64.zip", streamed(two, big=True))
    write("empty.zip", zipped([]))
    write("one.csv.gz", gzip.compress(CSV))
    write("one.csv.bz2", bz2.compress(CSV))
    write("one.csv.xz", lzma.compress(CSV))
    write("none.csv.gz", gzip.compress(b""))
    tar = tarred(two)
    write("plain.tar", tar)
    write("plain.tar.gz", gzip.compress(tar))
    write("plain.tar.bz2", bz2.compress(tar))
    write("plain.tar.xz", lzma.compress(tar))
    write("nested.zip", zipped([("a.csv", CSV), ("in.zip", zipped(two)),
                                ("in2.zip", streamed(two))]))
    write("dross.zip", zipped([
        ("a.csv", CSV), ("__MACOSX/._a.csv", b"x"), ("x/.DS_Store", b"x"),
        ("x/._b.csv", b"x"), ("folder/", b""), ("b.csv", CSV)]))
    write("names.zip", raw_zip([
        (b"ann\x81.csv", CSV, len(CSV), 8),
        ("grün.csv".encode(), CSV, len(CSV), 0),
        (b"data\\win.csv", CSV, len(CSV), 0),
        (b"C:\\Users\\ann\\c.csv", CSV, len(CSV), 0)]))
    write("utf8.zip", zipped([("Beiträge/日本.csv", CSV)]))
    write("utf8.tar", tarred([("Beiträge/日本.csv", CSV)]))
    write("latin.tar", tarred([("Beitr\udce4ge.csv", CSV)],
                              tarfile.GNU_FORMAT))


def bad():
    write("outside.zip", zipped([
        ("../../etc/passwd", CSV), ("/etc/shadow", CSV),
        ("a/../../b.csv", CSV), ("./././c.csv", CSV), ("..", CSV),
        ("..\\..\\d.csv", CSV)]))
    write("control.zip", raw_zip([
        (b"a\x1b[31mred\nline.csv", CSV, len(CSV), 0),
        ("a\u202evsc.exe".encode(), CSV, len(CSV), 0),
        ("\x85\x9b.csv".encode(), CSV, len(CSV), 0)]))
    link = entry("link.csv", mode=0o120777)
    write("symlink.zip", zipped([(link, b"/etc/passwd"), ("a.csv", CSV)]))
    kinds = []
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE,
                 tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
        info = tarfile.TarInfo("special%s.csv" % kind.decode())
        info.type = kind
        info.linkname = "/etc/passwd"
        kinds.append((info, b""))
    write("special.tar", tarred(kinds + [("a.csv", CSV)]))
    plain = zipped([("a.csv", CSV), ("b.csv", os.urandom(5000)),
                    ("c.csv", CSV)])
    write("cut.zip", plain[:3000])
    tar = tarred([("a.csv", CSV), ("b.csv", os.urandom(50000))])
    write("cut.tar", tar[:20000])
    write("cut.tar.gz", gzip.compress(tar)[:20000])
    write("cut.csv.gz", gzip.compress(CSV * 1000)[:-9])
    damaged = bytearray(plain)
    damaged[damaged.index(b"b.csv") + 1000] ^= 0x55
    write("damaged.zip", bytes(damaged))
    write("noise.zip", b"PK\3\4" + os.urandom(4000))
    write("noise.gz", b"\x1f\x8b\x08\0" + os.urandom(4000))
    write("longer.zip", raw_zip([(b"a.csv", CSV, 5, 8),
                                 (b"b.csv", CSV, len(CSV), 8)]))
    write("shorter.zip", raw_zip([(b"a.csv", CSV, 5000000000 & 0xFFFFFFFF, 8),
                                  (b"b.csv", CSV, len(CSV), 8)]))
    write("locked.zip", raw_zip([(b"a.csv", os.urandom(40), 40, 0)], flags=1))
    write("long.zip", zipped([("d/" * 5000 + "é" * 700 + ".csv", CSV)]))
    write("overlap.zip", overlapping(200, 20 << 20))
    quine = zipped([("a.csv", CSV)])
    for i in range(30):
        quine = zipped([("in%d.zip" % i, quine)])
    write("deep.zip", quine)
    many = gzip.compress(bytes(1 << 20))
    for i in range(5):
        many = gzip.compress(many)
    write("onion.gz", many)


def large():
    with zipfile.ZipFile(path("zeros.zip"), "w", zipfile.ZIP_DEFLATED) as z:
        with z.open("zeros.csv", "w", force_zip64=True) as f:
            for _ in range(300):
                f.write(bytes(1 << 20))
        z.writestr("after.csv", CSV)
    with gzip.open(path("zeros.tar.gz"), "wb") as f:
        info = tarfile.TarInfo("zeros.csv")
        info.size = 300 << 20
        f.write(info.tobuf())
        for _ in range(300):
            f.write(bytes(1 << 20))
    with zipfile.ZipFile(path("many.zip"), "w") as z:
        for i in range(100000):
            z.writestr("%d.csv" % i, "")


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_REL = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACK = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def relations(pairs, kind):
    return HEAD + '<Relationships xmlns="%s">' % PACK + "".join(
        '<Relationship Id="%s" Type="%s/%s" Target="%s"/>' %
        (i, kind, t, target) for i, t, target in pairs) + "</Relationships>"


def book(sheets, strings=None, styles=None, props="", strict=False,
         more=(), last=False, folder="xl"):
    """sheets: [(name, state, rows as XML)]"""
    main, rel = (STRICT, STRICT_REL) if strict else (MAIN, REL)
    pairs = [("s%d" % i, "worksheet", "worksheets/tab%d.xml" % i)
             for i in range(len(sheets))]
    pairs += [("t", "sharedStrings", "/%s/texts.xml" % folder),
              ("f", "styles", "../%s/looks.xml" % folder),
              ("u", "theme", "theme/theme1.xml")]
    parts = [
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels",
         relations([("r", "officeDocument", folder + "/book.xml")], rel)),
        (folder + "/book.xml", HEAD + '<w:workbook xmlns:w="%s" xmlns:q="%s">'
         "%s<w:sheets>" % (main, rel, props) + "".join(
             '<w:sheet name="%s" sheetId="%d" q:id="s%d"%s/>' %
             (name, i + 7, i, ' state="%s"' % state if state else "")
             for i, (name, state, _) in enumerate(sheets)) +
         "</w:sheets></w:workbook>"),
        (folder + "/_rels/book.xml.rels", relations(pairs, rel))]
    for i, (_, _, rows) in enumerate(sheets):
        parts.append(("%s/worksheets/tab%d.xml" % (folder, i), HEAD +
                      '<worksheet xmlns="%s"><sheetData>%s</sheetData>'
                      '<controls><row>9</row></controls></worksheet>' %
                      (main, rows)))
    if strings is not None:
        parts.append((folder + "/texts.xml", HEAD + '<sst xmlns="%s">%s</sst>'
                      % (main, strings)))
    if styles is not None:
        parts.append((folder + "/looks.xml", HEAD +
                      '<styleSheet xmlns="%s">%s</styleSheet>'
                      % (main, styles)))
    parts += more
    return zipped(parts[::-1] if last else parts)


def numbers(values, style=None):
    s = ' s="%d"' % style if style is not None else ""
    return "<row>" + "".join("<c%s><v>%s</v></c>" % (s, v)
                             for v in values) + "</row>"


STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="d\\.m\\.yyyy h:mm;@"/>'
    '<numFmt numFmtId="165" formatCode="[h]:mm:ss"/>'
    '<numFmt numFmtId="166" formatCode="0.00 &quot;days&quot;"/>'
    '<numFmt numFmtId="167" formatCode="[Red][$-409]h:mm\\ AM/PM"/>'
    '<numFmt numFmtId="168" formatCode="[$EUR] #,##0_d"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>' +
    "".join('<xf numFmtId="%d"/>' % i for i in
            (0, 14, 22, 164, 165, 166, 167, 168, 57)) + "</cellXfs>")


def sheets():
    rows = (
        '<row r="2" spans="1:3"><c r="A2" t="s"><v>0</v></c>'
        '<c r="C2" t="s"><v>1</v></c><c r="D2" t="s"><v>2</v></c></row>'
        '<row r="4"><c r="B4" t="inlineStr"><is><r><t>in</t></r>'
        '<r><t xml:space="preserve"> line</t></r></is></c>'
        '<c t="b"><v>1</v></c><c t="b"><v>0</v></c>'
        '<c t="e"><v>#N/A</v></c><c t="str"><f>A1&amp;B1</f><v>sum</v></c>'
        '<c t="d"><v>2026-09-30T18:00:00.000</v></c><c/></row>')
    texts = (
        "<si><t>R\u00f6ggeli &amp; more</t></si>"
        '<si><r><t>rich</t></r><r><rPr><b/></rPr><t xml:space="preserve"> '
        'text</t></r><rPh sb="0" eb="1"><t>read</t></rPh></si>'
        "<si><t>two_x000D_\nlines_x005F_x000D_</t></si><si/>")
    digits = numbers(["0.30000000000000004", "1204", "-3.50", "1E-05",
                      "1.2215800000000001E+17", "18010000000000001",
                      "12.7", "1.0", "-0", "abc"])
    shown = "".join([
        numbers(["46295", "46295.75", "59", "61", "0"], 1),
        numbers(["46295.75", "46295"], 2),
        numbers(["46295.999999", "0.75"], 3),
        numbers(["1.25", "0.005"], 4), numbers(["3.5"], 5),
        numbers(["0.75"], 6), numbers(["46295"], 7), numbers(["46295"], 8)])
    two = [("A", "", rows), ("Away", "hidden", rows), ("B", "", digits),
           ("Gone", "veryHidden", rows), ("C", "visible", shown)]
    write("book.xlsx", book(two, texts, STYLES))
    write("strict.xlsx", book(two, texts, STYLES, strict=True, last=True,
                              folder="content"))
    write("last.xlsx", book(two, texts, STYLES, last=True))
    write("from1904.xlsx", book(
        [("A", "", numbers(["0", "44833"], 1))], None, STYLES,
        '<w:workbookPr date1904="1"/>'))
    cell = '<row><c t="s"><v>0</v></c></row>'
    write("nostring.xlsx", book([("A", "", cell)], "", STYLES))
    write("backward.xlsx", book(
        [("A", "", '<row r="5"/><row r="3"/>')]))
    write("wide.xlsx", book([("A", "", '<row><c r="ZZZ1"/></row>')]))
    write("high.xlsx", book([("A", "", '<row r="4294967297"/>')]))
    write("cut.xlsx", book([("A", "", digits * 40)])[:-300])
    evil = ('<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM '
            '"file:///etc/passwd">%s]><sst><si><t>&b;</t></si></sst>' %
            "".join('<!ENTITY a%d "%s">' % (i, "&a%d;" % (i - 1) * 10)
                    for i in range(1, 9)))
    write("entity.xlsx", book([("A", "", cell)], None, None,
                              more=[("xl/texts.xml", evil)]))
    write("notxml.xlsx", book([("A", "", "<row><c>")]))
    write("nobook.xlsx", zipped([("[Content_Types].xml", "<Types/>"),
                                 ("xl/a.xml", "<a/>")]))
    write("word.docx", zipped([("[Content_Types].xml", "<Types/>"),
                               ("word/document.xml", "<a/>")]))
    write("large.xlsx", book(
        [("A", "", numbers(["18000000"]))],
        more=[("xl/media/a.bin", os.urandom(1500000))]))
    write("rows.xlsx", book(
        [("A", "", ("<row/>" + " " * 2000000) * 50)]))
    write("bomb.xlsx", book(
        [("A", "", "<row><c><v>1</v></c></row>" + " " * (100 << 20))]))


good()
bad()
sheets()
if sys.argv[2:] == ["large"]:
    large()
