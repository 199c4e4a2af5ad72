"""Small pictures drawn in code: maps, posters, charts, the lake. PNG after RFC 2083, one byte a pixel with a palette."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

from rostra.config.demo.dice import Dice
from rostra.config.demo.said import Picture

WIDTH, HEIGHT = 320, 200
_PAPER, _INK, _RED, _GREEN, _BLUE, _SKY, _GOLD, _WHITE = range(8)
_PALETTE = bytes.fromhex("f4efe4 1f2a37 b3312c 3d7a4e 2c5f8a 9cc3dd e0b23e ffffff".replace(" ", ""))


class Canvas:
    """Pixels, painted in rectangles."""

    def __init__(self, background: int) -> None:
        self._rows = [bytearray([background]) * WIDTH for _ in range(HEIGHT)]

    def block(self, left: int, top: int, width: int, height: int, color: int) -> None:
        """Paint a rectangle; what lies outside is cut off."""
        left, right = max(left, 0), min(left + width, WIDTH)
        for row in self._rows[max(top, 0) : max(top + height, 0)]:
            row[left:right] = bytes([color]) * max(right - left, 0)

    def disc(self, x: int, y: int, radius: int, color: int) -> None:
        """Paint a filled circle."""
        for dy in range(-radius, radius + 1):
            half = int((radius * radius - dy * dy) ** 0.5)
            self.block(x - half, y + dy, 2 * half + 1, 1, color)

    def png(self) -> bytes:
        """The picture as a file."""
        rows = b"".join(b"\0" + row for row in self._rows)
        header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
        parts = ((b"IHDR", header), (b"PLTE", _PALETTE), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, *zip(*parts, strict=True)))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def draw(picture: Picture) -> bytes:
    """The picture as PNG: the same words give the same picture."""
    dice = Dice("picture", picture.kind, picture.seed)
    return _DRAWN[picture.kind](dice).png()


def _map(dice: Dice) -> Canvas:
    canvas = Canvas(_PAPER)
    creek = dice.number(40, 140)
    for x in range(0, WIDTH, 4):
        canvas.block(x, creek + (x // 9 + dice.number(0, 2)) % 24, 4, 12, _SKY)
    for x in range(dice.number(14, 30), WIDTH, dice.number(38, 52)):
        canvas.block(x, 0, 4, HEIGHT, _WHITE)
    for y in range(dice.number(10, 26), HEIGHT, dice.number(30, 40)):
        canvas.block(0, y, WIDTH, 4, _WHITE)
    y = dice.number(30, 150)
    canvas.block(dice.number(20, 120), y, dice.number(80, 160), 6, _RED)
    canvas.block(dice.number(10, 90), y + 26, dice.number(120, 200), 6, _GREEN)
    canvas.disc(dice.number(40, 280), y, 7, _INK)
    return canvas


def _poster(dice: Dice) -> Canvas:
    ground, front = dice.pick([(_BLUE, _GOLD), (_GREEN, _PAPER), (_RED, _PAPER), (_INK, _GOLD)])
    canvas = Canvas(ground)
    canvas.block(12, 12, WIDTH - 24, 4, front)
    canvas.block(12, HEIGHT - 16, WIDTH - 24, 4, front)
    for _ in range(dice.number(5, 22)):
        canvas.disc(dice.number(30, 290), dice.number(36, 120), dice.number(3, 11), front)
    for line in range(3):
        canvas.block(40, 138 + 14 * line, dice.number(90, 240), 7, front)
    return canvas


def _chart(dice: Dice) -> Canvas:
    canvas = Canvas(_WHITE)
    for step in range(5):
        canvas.block(24, 20 + 36 * step, WIDTH - 40, 1, _SKY)
    for bar in range(12):
        height = dice.number(30, 140)
        canvas.block(30 + 23 * bar, 176 - height, 15, height, _GOLD if height > 125 else _BLUE)
    canvas.block(24, 176, WIDTH - 40, 2, _INK)
    return canvas


def _lake(dice: Dice) -> Canvas:
    canvas = Canvas(_SKY)
    canvas.disc(dice.number(40, 280), dice.number(26, 56), 16, _GOLD)
    for x in range(0, WIDTH, 6):
        height = 18 + dice.number(0, 22)
        canvas.block(x, 96 - height, 6, height, _GREEN)
    canvas.block(0, 96, WIDTH, 104, _BLUE)
    for _ in range(40):
        canvas.block(dice.number(0, WIDTH), dice.number(100, 196), dice.number(6, 26), 1, _SKY)
    x, y = dice.number(60, 250), dice.number(130, 170)
    canvas.disc(x, y, 9, _WHITE)
    canvas.block(x + 6, y - 18, 3, 16, _INK)
    canvas.disc(x + 8, y - 19, 3, _INK)
    return canvas


_DRAWN: dict[str, Callable[[Dice], Canvas]] = {"map": _map, "poster": _poster, "chart": _chart, "lake": _lake}
