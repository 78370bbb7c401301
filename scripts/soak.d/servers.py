"""Servers of web and mail that are well for most of the time, and otherwise do what servers must not do."""
import asyncio
import collections
import email.utils
import json
import random
import socket
import struct

from aiosmtpd.smtp import SMTP

# Longer than a web server is given.
HANG = 25


class Temper:
    """How the servers feel: what they do next, and how often they did what."""

    def __init__(self):
        self.is_well = False
        # A mail that is lost at the dot is tried again after ten minutes: no such fault near the end.
        self.spares_the_dot = False
        self.done = collections.Counter()

    def next(self, server, faults, well):
        deed = "well" if self.is_well or random.random() < well else random.choice(faults)
        if self.spares_the_dot and deed.endswith("at the dot"):
            deed = "451"
        self.done[server, deed] += 1
        return deed


def reset(writer):
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def answer(status, body, *headers):
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Content-Type: application/json", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


class Web:
    USAGE = json.dumps({"results": [
        {"date": f"2026-06-{day:02}", "clientName": f"App {app}", "featureId": "md.complex", "tokens": 0.01}
        for day in range(1, 25) for app in range(4)]}).encode()
    DAYS = [f"2026-06-{day:02}" for day in range(1, 25)]
    FAULTS = ["500", "503 long", "429", "429 date", "reset", "hang", "half", "drip", "garbage", "close"]

    def __init__(self, temper):
        self.temper = temper

    async def start(self):
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        return server.sockets[0].getsockname()[1]

    async def serve(self, reader, writer):
        try:
            while await self.request(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    def body(self, path):
        if path.endswith(".csv"):
            team = "T" + path.split("/")[-1].removesuffix(".csv")
            return ("team,day,app,api,tokens\n" + "".join(f"{team},{day},Exec,automation,0.01\n" for day in self.DAYS)).encode()
        return self.USAGE if path.startswith("/usage") else b'{"ok":true}'

    async def request(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = next((int(line.split(":")[1]) for line in head.split("\r\n") if line.lower().startswith("content-length:")), 0)
        await reader.readexactly(length)
        path = head.split(" ")[1]
        # A redirection is for good: the message is dead.
        faults = self.FAULTS + (["301"] if path.startswith("/usage") or random.random() < 0.2 else [])
        body = self.body(path)
        deed = self.temper.next(path.split("/")[1], faults, well=0.6)
        match deed:
            case "well": writer.write(answer("200 OK", body))
            case "500": writer.write(answer("500 Internal Server Error", b"<h1>Oops</h1>"))
            case "503 long": writer.write(answer("503 Service Unavailable", b"x" * 300_000))
            case "429": writer.write(answer("429 Too Many Requests", b"{}", f"Retry-After: {random.randint(1, 5)}"))
            case "429 date":
                at = email.utils.formatdate(email.utils.time.time() + random.randint(1, 5), usegmt=True)
                writer.write(answer("429 Too Many Requests", b"{}", f"Retry-After: {at}"))
            case "reset":
                reset(writer)
                return False
            case "hang":
                await asyncio.sleep(HANG)
                return False
            case "half":
                writer.write(answer("200 OK", body)[: -max(1, len(body) // 2)])
                await writer.drain()
                return False
            case "drip":
                for byte in answer("200 OK", body)[:HANG]:
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(1)
                return False
            case "garbage": writer.write(answer("200 OK", b'{"results":[{"date":' + random.randbytes(2000)))
            case "close": return False
            case "301": writer.write(answer("301 Moved Permanently", b"", f"Location: {path}"))
        await writer.drain()
        return True


class Mail:
    """Better than the web: after five messages that fail a mail server is left alone for up to five minutes."""
    FAULTS = ["451", "451", "550", "drop at the dot", "hang at the dot", "drop"]

    def __init__(self, temper, name):
        self.temper, self.name = temper, name

    async def start(self):
        server = await asyncio.get_running_loop().create_server(
            lambda: SMTP(self, hostname="mail.example.com", timeout=60), "127.0.0.1", 0)
        return server.sockets[0].getsockname()[1]

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        if self.temper.is_well or random.random() > 0.05:
            return responses
        self.temper.done[self.name, "close after EHLO"] += 1
        server.transport.write(b"250-mail.example.com\r\n")
        server.transport.close()
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        # A refusal is for good: the message is dead for this recipient.
        if not self.temper.is_well and random.random() < 0.01:
            self.temper.done[self.name, "550 recipient"] += 1
            return "550 5.1.1 nobody has this address"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 well"

    async def handle_DATA(self, server, session, envelope):
        deed = self.temper.next(self.name, self.FAULTS, well=0.8)
        if deed == "550" and random.random() < 0.7:
            deed = "451"
        match deed:
            case "451": return "451 4.3.0 try again"
            case "550": return "550 5.7.1 not here"
            case "hang at the dot":
                await asyncio.sleep(HANG)
                server.transport.close()
            case "drop at the dot": server.transport.close()
            case "drop": return "421 4.3.2 going down"
        return "250 2.0.0 taken"
