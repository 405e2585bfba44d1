"""A ten-second video made for the tests: its brightness tells the time of every picture.

Chromium encodes the pictures (VP8); the WebM around them is written here, with a length and a key
picture each second, as seeking needs. Layout: RFC 8794 (EBML), RFC 9559 (Matroska).
"""

from __future__ import annotations

import base64
import struct
from itertools import groupby
from typing import Any

from playwright.sync_api import Page

SECONDS = 10
RATE = 10
SHADES_PER_SECOND = 20
FIRST_SHADE = 20

_ENCODE = """async ([seconds, rate, shades, first]) => {
  const [width, height] = [160, 90];
  const chunks = [];
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      const text = btoa(String.fromCharCode(...bytes));
      chunks.push({ ms: chunk.timestamp / 1000, key: chunk.type === 'key', text });
    },
    error: (error) => { throw error; },
  });
  encoder.configure({ codec: 'vp8', width, height, bitrate: 60_000, framerate: rate });
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext('2d');
  for (let i = 0; i < seconds * rate; i++) {
    const shade = Math.round((i * shades) / rate) + first;
    pen.fillStyle = `rgb(${shade}, ${shade}, ${shade})`;
    pen.fillRect(0, 0, width, height);
    const frame = new VideoFrame(canvas, { timestamp: (i * 1e6) / rate });
    encoder.encode(frame, { keyFrame: i % rate === 0 });
    frame.close();
  }
  await encoder.flush();
  return chunks;
}"""


def make_clip(page: Page) -> bytes:
    """The video as a WebM file; `page` must be of a server (encoders want a safe origin)."""
    chunks: list[dict[str, Any]] = page.evaluate(
        _ENCODE, [SECONDS, RATE, SHADES_PER_SECOND, FIRST_SHADE]
    )
    info = _element(
        0x1549A966,
        _number(0x2AD7B1, 1_000_000),
        _element(0x4489, struct.pack(">d", SECONDS * 1000.0)),
        _element(0x4D80, b"gametape"),
        _element(0x5741, b"gametape"),
    )
    video = _element(0xE0, _number(0xB0, 160), _number(0xBA, 90))
    entry = (_number(0xD7, 1), _number(0x73C5, 1), _number(0x83, 1), _element(0x86, b"V_VP8"))
    tracks = _element(0x1654AE6B, _element(0xAE, *entry, video))
    clusters, cues, at = [], [], len(info) + len(tracks)
    for second, members in groupby(chunks, key=lambda chunk: int(chunk["ms"] // 1000)):
        cluster = _element(0x1F43B675, _number(0xE7, second * 1000), *map(_block, members))
        place = _element(0xB7, _number(0xF7, 1), _number(0xF1, at))
        cues.append(_element(0xBB, _number(0xB3, second * 1000), place))
        clusters.append(cluster)
        at += len(cluster)
    head = _element(
        0x1A45DFA3,
        *(_number(name, 1) for name in (0x4286, 0x42F7)),
        *(_number(name, size) for name, size in ((0x42F2, 4), (0x42F3, 8))),
        _element(0x4282, b"webm"),
        *(_number(name, 2) for name in (0x4287, 0x4285)),
    )
    return head + _element(0x18538067, info, tracks, *clusters, _element(0x1C53BB6B, *cues))


def _block(chunk: dict[str, Any]) -> bytes:
    offset = struct.pack(">h", int(chunk["ms"]) % 1000)
    flags = b"\x80" if chunk["key"] else b"\x00"
    return _element(0xA3, b"\x81" + offset + flags + base64.b64decode(chunk["text"]))


def _element(name: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    length = (0x0100_0000_0000_0000 | len(body)).to_bytes(8, "big")
    return name.to_bytes((name.bit_length() + 7) // 8, "big") + length + body


def _number(name: int, value: int) -> bytes:
    return _element(name, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))
