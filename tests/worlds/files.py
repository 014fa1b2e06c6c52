# SPDX-License-Identifier: ISC
"""Small files of media, as much of each as tells its type, width, height and
length in seconds: Job(files={"a.jpg": files.jpeg(800, 600)}).

size: as many bytes in all, the rest is zeros that nobody writes: files.Sized.
"""
import struct


class Sized(bytes):
    """Bytes, and zeros behind them up to size; these take no room."""
    size = 0


def fill(data, size):
    if size is None or size <= len(data):
        return data
    data = Sized(data)
    data.size = size
    return data


def write(path, data):
    """What a job's files say: text, bytes, or None: a dot."""
    with open(path, "wb") as f:
        f.write(png() if data is None else
                data.encode() if isinstance(data, str) else data)
        if isinstance(data, Sized):
            f.truncate(data.size)


def png(width=1, height=1, size=None):
    head = struct.pack(">4sIIBBBBB", b"IHDR", width, height, 8, 6, 0, 0, 0)
    rest = bytes.fromhex(
        "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
        "0000000049454e44ae426082")
    return fill(b"\x89PNG\r\n\x1a\n\0\0\0\x0d" + head + rest, size)


def jpeg(width=64, height=48, size=None):
    return fill(b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0"
                b"\0\x0b\x08" + struct.pack(">HH", height, width) +
                b"\1\1\x11\0\xff\xda\0\x08\1\1\0\0\x3f\0\0\xff\xd9", size)


def gif(width=2, height=1, pictures=1, size=None):
    return fill(b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0" +
                b"\x2c\0\0\0\0\2\0\1\0\0\2\1\x44\0" * pictures + b"\x3b",
                size)


def webp(width=64, height=48, size=None):
    body = b"WEBPVP8L\x0d\0\0\0\x2f" + struct.pack(
        "<I", (width - 1) | (height - 1) << 14) + b"\x07\x10\xfd\x8f\xfe\x07\0\0\0"
    return fill(b"RIFF" + struct.pack("<I", len(body)) + body, size)


def box(name, *parts):
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + name + body


def boxes(brand, width, height, seconds, size):
    mvhd = box(b"mvhd", bytes(12), struct.pack(
        ">II", 1000, round(seconds * 1000)), bytes(80))
    matrix = struct.pack(">9I", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    tkhd = box(b"tkhd", b"\0\0\0\7", bytes(36), matrix, struct.pack(
        ">II", width << 16, height << 16))
    return fill(box(b"ftyp", brand, b"\0\0\2\0", brand) + box(
        b"moov", mvhd, *[box(b"trak", tkhd)] * bool(width)) + box(
            b"mdat", b"frames"), size)


def mp4(width=640, height=360, seconds=5, size=None):
    return boxes(b"isom", width, height, seconds, size)


def mov(width=640, height=360, seconds=5, size=None):
    return boxes(b"qt  ", width, height, seconds, size)


def m4a(seconds=5, size=None):
    return boxes(b"M4A ", 0, 0, seconds, size)


def element(id, *parts):
    body = b"".join(parts)
    return bytes.fromhex(id) + struct.pack(">I", 0x10000000 | len(body)) + body


def webm(width=640, height=360, seconds=5, size=None):
    return fill(element("1a45dfa3", element("4282", b"webm")) + element(
        "18538067", element("1549a966", element(
            "2ad7b1", struct.pack(">I", 1000000)), element(
                "4489", struct.pack(">d", seconds * 1000))),
        element("1654ae6b", element("ae", element("e0", element(
            "b0", struct.pack(">H", width)), element(
                "ba", struct.pack(">H", height)))))), size)


def mp3(seconds=5, size=None):
    """Frames of 104 bytes at 32 kbit/s."""
    frame = b"\xff\xfb\x10\xc4" + bytes(100)
    return fill(frame * max(2, round(seconds * 4000 / 104)), size)


def ogg(seconds=5, size=None):
    """Opus; the last page says where it is."""
    def page(kind, at, packet):
        return b"OggS\0" + bytes([kind]) + struct.pack(
            "<QIII", at, 1, kind, 0) + bytes([1, len(packet)]) + packet
    head = b"OpusHead\1\1" + struct.pack("<HIHB", 312, 48000, 0, 0)
    return fill(page(2, 0, head) + page(0, 0, b"OpusTags" + bytes(8)) + page(
        4, 312 + round(seconds * 48000), bytes(40)), size)


def wav(seconds=5, size=None):
    data = bytes(round(seconds * 8000))
    return fill(b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt " +
                struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) +
                b"data" + struct.pack("<I", len(data)) + data, size)


def pdf(size=None):
    return fill(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n"
                b"trailer<</Root 1 0 R>>\n%%EOF\n", size)


def vtt(text="Good morning", size=None):
    return fill(b"WEBVTT\n\n00:01.000 --> 00:02.000\n%s\n" % text.encode(),
                size)


def srt(text="Good morning", size=None):
    return fill(b"1\n00:00:01,000 --> 00:00:02,000\n%s\n" % text.encode(),
                size)


# The first of a name's ending: how a file of that type is made.
MAKERS = {
    "image/png": ("png", png), "image/jpeg": ("jpg", jpeg),
    "image/gif": ("gif", gif), "image/webp": ("webp", webp),
    "video/mp4": ("mp4", mp4), "video/quicktime": ("mov", mov),
    "video/webm": ("webm", webm), "audio/mpeg": ("mp3", mp3),
    "audio/mp4": ("m4a", m4a), "audio/ogg": ("ogg", ogg),
    "audio/wav": ("wav", wav), "application/pdf": ("pdf", pdf),
    "text/vtt": ("vtt", vtt), "application/x-subrip": ("srt", srt)}

HEADS = ((b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"),
         (b"GIF8", "image/gif"), (b"\x1a\x45\xdf\xa3", "video/webm"),
         (b"\xff\xfb", "audio/mpeg"), (b"ID3", "audio/mpeg"),
         (b"OggS", "audio/ogg"), (b"%PDF-", "application/pdf"),
         (b"WEBVTT", "text/vtt"), (b"1\n00:", "application/x-subrip"))
BRANDS = {b"M4A ": "audio/mp4", b"qt  ": "video/quicktime"}


def kind(data):
    """The type of what these made."""
    if data[:4] == b"RIFF":
        return "image/webp" if data[8:12] == b"WEBP" else "audio/wav"
    if data[4:8] == b"ftyp":
        return BRANDS.get(data[8:12], "video/mp4")
    return ([t for head, t in HEADS if data.startswith(head)] + [
        "application/octet-stream"])[0]
