#!/usr/bin/env python3
"""The chat of asyncio's guides, with its faults mended: what the kit's chat is measured beside.

The same dialogue and the same promises as servers/chat, in asyncio's own style. Mended were:

- One slow reader stopped everybody, since the broadcast drained each writer in turn. Now each
  member has an outbox of limited size and a task that empties it; who fills theirs is cut off.
- The broadcast walked a live set across awaits, and cut off the wrong person when it changed. Now
  nothing is awaited in the loop over the members.
- Bare `except:` swallowed cancelling and kept dead members. Now connection errors are caught, and a
  member leaves in a `finally`.
- Who left at the prompt was announced as User_PORT; names were unchecked, could be anybody's, and
  could be awaited for ever. Now they are validated, are unique and have a time limit.
- A line of over 64 KiB ended the session without a word. Now it is answered first.

It should be as fast as asyncio allows: a list and an Event are quicker than asyncio.Queue here, and
all that waits in an outbox leaves in one write. With --patient, a member's task first waits for one
turn of the loop, as the kit's does, so that more can be joined.
"""

import argparse
import asyncio
import signal

NAME_TIMEOUT = 60  # seconds
FAREWELL_TIMEOUT = 5  # seconds
OUTBOX_LIMIT = 256 * 1024  # bytes
LONGEST_NAME = 32  # bytes


class Member:
    __slots__ = ("name", "writer", "outbox", "queued", "news", "closed")
    patient = False

    def __init__(self, writer):
        self.name = ""
        self.writer = writer
        self.outbox = []
        self.queued = 0  # bytes in the outbox
        self.news = asyncio.Event()
        self.closed = False

    def hear(self, data):
        """Never waits. Who has not read for so long that the outbox is full is cut off."""
        self.queued += len(data)
        if self.queued > OUTBOX_LIMIT:
            self.writer.transport.abort()
            return
        self.outbox.append(data)
        self.news.set()

    async def send_all(self):
        outbox, news, writer = self.outbox, self.news, self.writer
        try:
            while True:
                await news.wait()
                if Member.patient:
                    await asyncio.sleep(0)
                news.clear()
                data = b"".join(outbox)
                outbox.clear()
                self.queued = 0
                writer.write(data)
                await writer.drain()
                if self.closed and not outbox:
                    break
        except ConnectionError:
            pass  # the handler hears of it, too
        finally:
            writer.close()

    async def finish(self, task):
        self.closed = True
        self.news.set()
        try:
            await asyncio.wait_for(task, FAREWELL_TIMEOUT)
        except asyncio.TimeoutError:
            self.writer.transport.abort()


class Room:
    def __init__(self):
        self.members = {}  # by folded name, in the order of joining

    def tell(self, text, speaker=None):
        data = text.encode()
        for member in self.members.values():
            if member is not speaker:
                member.hear(data)

    def join(self, member, name):
        member.name = name
        self.members[name.lower()] = member
        self.tell(f"*** {name} joined the chat ***\r\n")

    def leave(self, member):
        del self.members[member.name.lower()]
        self.tell(f"*** {member.name} left the chat ***\r\n")

    def fault_of(self, name):
        if name.lower() in self.members:
            return f"the name {name} is taken"
        if len(name.encode()) > LONGEST_NAME:
            return f"a name has at most {LONGEST_NAME} bytes"
        if not name.isprintable() or " " in name or name[0] in "/*":
            return "a name is one printable word and begins with neither / nor *"
        return None


async def ask_name(room, member, reader):
    """None when the client has gone: half a name and then the end is no name."""
    while True:
        member.hear(b"Enter your name: ")
        line = await reader.readline()
        if not line.endswith(b"\n"):
            return None
        try:
            name = line.decode().strip() or f"User_{member.writer.get_extra_info('peername')[1]}"
            fault = room.fault_of(name)
        except UnicodeDecodeError:
            fault = "a name is text in UTF-8"
        if fault is None:
            return name
        member.hear(f"Error: {fault}\r\n".encode())


async def listen_to(room, member, reader):
    while True:
        line = await reader.readline()
        if not line:
            return
        try:
            text = line.decode().strip()
        except UnicodeDecodeError:
            text = "\0"
        if not text.replace("\t", "").isprintable():
            member.hear(b"Error: text in UTF-8, without control characters, can be said here\r\n")
        elif text.lower() == "/quit":
            return
        elif text.lower() == "/users":
            names = ", ".join(other.name for other in room.members.values())
            member.hear(f"Online: {names}\r\n".encode())
        else:
            room.tell(f"{member.name}: {text}\r\n", member)


async def visit(room, member, reader):
    try:
        name = await asyncio.wait_for(ask_name(room, member, reader), NAME_TIMEOUT)
    except asyncio.TimeoutError:
        member.hear(b"Connection timeout. Goodbye!\r\n")
        return
    if name is None:
        return
    room.join(member, name)
    try:
        await listen_to(room, member, reader)
    finally:
        room.leave(member)


async def chat(room, reader, writer):
    member = Member(writer)
    task = asyncio.create_task(member.send_all())
    try:
        await visit(room, member, reader)
    except ConnectionError:
        pass
    except ValueError:  # from readline(), which has lost its place
        member.hear(b"Error: that line is too long\r\n")
    finally:
        await member.finish(task)


async def main():
    parser = argparse.ArgumentParser(description="The chat server on asyncio.")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--patient", action="store_true")
    arguments = parser.parse_args()
    Member.patient = arguments.patient
    room = Room()
    server = await asyncio.start_server(
        lambda reader, writer: chat(room, reader, writer), "127.0.0.1", arguments.port
    )
    print("listening on %s:%d" % server.sockets[0].getsockname(), flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    asyncio.run(main())
