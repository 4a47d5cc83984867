"""A bad server, run as a process of its own: `python server.py` prints its port and serves until it is killed.

It stands on 127.0.0.1 and, as another host, on 127.0.0.2. Each path is one fault; `/count?path=...` says how
often a path was asked for, `/echo` gives the request's own headers.
"""

from __future__ import annotations

import gzip
import json
import socket
import struct
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

JSON = "content-type: application/json\r\n"
MEGABYTE = bytes(1024 * 1024)
ROWS = json.dumps([{"row": n, "noise": hash((n, "x")) % 10**9} for n in range(400)]).encode()

asked: Counter[str] = Counter()


def ok(body: bytes, headers: str = JSON, status: str = "200 OK") -> bytes:
    """Make a whole answer."""
    return f"HTTP/1.1 {status}\r\n{headers}connection: close\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body


def start(headers: str = JSON) -> bytes:
    """Make an answer's head, for a body that does not follow as it should."""
    return f"HTTP/1.1 200 OK\r\nconnection: close\r\n{headers}\r\n".encode()


def drip() -> Iterator[bytes]:
    yield start(JSON + "content-length: 100000\r\n")
    yield from slowly(b"1" * 100_000)


def slow_head() -> Iterator[bytes]:
    yield from slowly(b"HTTP/1.1 200 OK\r\nx-filler: " + b"a" * 60_000)


def slowly(data: bytes) -> Iterator[bytes]:
    for at in range(len(data)):
        time.sleep(0.05)
        yield data[at : at + 1]


def gzip_bomb() -> Iterator[bytes]:
    yield start("content-encoding: gzip\r\n")
    packer = zlib.compressobj(9, wbits=31)
    # In one piece, so that a client that unpacks what it receives as a whole meets most of it at once.
    yield b"".join([*(packer.compress(MEGABYTE) for _ in range(300)), packer.flush()])


def endless() -> Iterator[bytes]:
    yield start()
    while True:
        yield MEGABYTE


def silence() -> Iterator[bytes]:
    time.sleep(3600)
    yield b""


FAULTS: dict[str, Callable[[], Iterator[bytes]]] = {
    "/drip": drip,
    "/hdrip": slow_head,
    "/gzbomb": gzip_bomb,
    "/endless": endless,
    "/silent": silence,
}
PLAIN: dict[str, bytes] = {
    "/ok": ok(b'{"fine": true}'),
    "/gzip": ok(gzip.compress(ROWS), JSON + "content-encoding: gzip\r\n"),
    "/gzmembers": ok(gzip.compress(ROWS[:700]) + gzip.compress(ROWS[700:]), JSON + "content-encoding: gzip\r\n"),
    "/gztrunc": ok(gzip.compress(ROWS)[:-900], JSON + "content-encoding: gzip\r\n"),
    "/gzbad": ok(b"this is not gzip at all", JSON + "content-encoding: gzip\r\n"),
    "/brotli": ok(b"\x0b\x02\x80", JSON + "content-encoding: br\r\n"),
    "/toobig": ok(b"7" * (8 * 1024 * 1024 + 1)),
    "/justright": ok(b'"' + b"7" * (8 * 1024 * 1024 - 2) + b'"'),
    "/truncjson": ok(ROWS[:-40]),
    "/trunc": start(JSON + f"content-length: {len(ROWS) + 50}\r\n") + ROWS,
    "/truncchunk": start(JSON + "transfer-encoding: chunked\r\n") + b"400\r\n" + ROWS[:500],
    "/nolength": start() + ROWS[:-7],
    "/html": ok(b"<html><title>Log in</title>", "content-type: text/html; charset=utf-8\r\n"),
    "/empty": ok(b""),
    "/deepjson": ok(b"[" * 100_000),
    "/bignum": ok(b"9" * 5_000),
    "/nan": ok(b'{"a": NaN}'),
    "/infinity": ok(b"[-Infinity]"),
    "/doubled": ok(b'{"a": 1, "a": 2}'),
    "/latin": ok('{"a": "Grüße"}'.encode("latin-1")),
    "/bom": ok(b"\xef\xbb\xbf" + b'{"a": 1}'),
    "/close": b"",
    "/garbage": b"I am no HTTP server, sorry\r\n\r\n",
    "/bighdr": start(f"x-big: {'a' * 200_000}\r\ncontent-length: 0\r\n"),
    "/manyhdr": start("".join(f"x-{n}: a\r\n" for n in range(20_000)) + "content-length: 0\r\n"),
    "/304": b'HTTP/1.1 304 Not Modified\r\netag: "v7"\r\n\r\n',
}


def answer(path: str, query: dict[str, str], headers: dict[str, str], port: int) -> bytes:
    """Give the whole answer for paths that need the request: statuses, redirects, echo, counts."""
    if path == "/echo":
        return ok(json.dumps(headers).encode())
    if path == "/count":
        return ok(str(asked[query["path"]]).encode())
    if path == "/loop":
        return ok(b"", "location: /loop\r\n", "302 Found")
    if path == "/hops":
        left = int(query["left"])
        target = f"/hops?left={left - 1}" if left else "/ok"
        return ok(b"", f"location: {target}\r\n", "302 Found")
    if path in ("/moved", "/found"):
        status = "301 Moved Permanently" if path == "/moved" else "302 Found"
        return ok(b"", f"location: {query['to']}\r\n", status)
    if path == "/flaky":
        return ok(b'{"fine": true}') if asked["/flaky"] % 3 == 0 else ok(b"", status="503 Busy")
    status = path.strip("/")
    extra = "".join(f"{name}: {value}\r\n" for name, value in query.items())
    return ok(b'{"error": "as asked"}', JSON + extra, f"{status} Fault")


def serve_one(client: socket.socket, port: int) -> None:
    with client:
        request = b""
        while b"\r\n\r\n" not in request:
            part = client.recv(65536)
            if not part:
                return
            request += part
        lines = request.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        url = urlsplit(lines[0].split(" ")[1])
        asked[url.path] += 1
        if url.path == "/reset":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif url.path in FAULTS:
            for part in FAULTS[url.path]():
                client.sendall(part)
        elif url.path in PLAIN:
            client.sendall(PLAIN[url.path])
        else:
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            client.sendall(answer(url.path, query, headers, port))


def guarded(client: socket.socket, port: int) -> None:
    try:
        serve_one(client, port)
    except OSError:
        return  # the client has had enough


def accept(listener: socket.socket, port: int) -> None:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=guarded, args=(client, port), daemon=True).start()


def main() -> None:
    first = socket.create_server(("127.0.0.1", 0))
    port = first.getsockname()[1]
    second = socket.create_server(("127.0.0.2", port))
    for listener in (first, second):
        threading.Thread(target=accept, args=(listener, port), daemon=True).start()
    print(port, flush=True)
    sys.stdin.read()  # ends with the test that started us


if __name__ == "__main__":
    main()
