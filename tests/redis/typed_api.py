"""What redis-py makes of the replies: one line for each call, `call -> value`.

usage: typed_api.py PORT PARSER DECODE

PARSER is PythonParser or HiredisParser, DECODE 0 or 1 (decode_responses). The test runs it on
Redis and on our server; the two outputs must be the same. So no value of the machine or of the
moment may be printed, only what is certain about it.
"""

import sys
import time

import redis
from redis.connection import Connection, HiredisParser, PythonParser

port, parser, decode = int(sys.argv[1]), sys.argv[2], sys.argv[3] == "1"


def client(**options):
    pool = redis.ConnectionPool(
        host="127.0.0.1",
        port=port,
        connection_class=Connection,
        parser_class={"PythonParser": PythonParser, "HiredisParser": HiredisParser}[parser],
        decode_responses=decode,
        **options,
    )
    return redis.Redis(connection_pool=pool)


r = client()
r.flushall()


def show(name, *arguments, certain=lambda value: value, **options):
    """Calls a method of the client and prints what it gives or raises."""
    called = ", ".join([repr(each) for each in arguments] + [f"{k}={v!r}" for k, v in options.items()])
    try:
        value = certain(getattr(r, name)(*arguments, **options))
    except redis.RedisError as error:
        value = f"{type(error).__name__}: {error}"
    print(f"{name}({called}) -> {value!r}")


def strings():
    show("set", "a", "1")
    show("get", "a")
    show("get", "nosuch")
    show("set", "a", "2", nx=True)
    show("set", "a", "2", xx=True)
    show("set", "a", "3", get=True)
    show("set", "n", "3", get=True)
    show("set", "e", "v", ex=1000)
    show("ttl", "e", certain=lambda value: 990 <= value <= 1000)
    show("set", "e", "w", keepttl=True)
    show("pttl", "e", certain=lambda value: 990_000 <= value <= 1_000_000)
    show("set", "e", "v", px=1_000_000)
    show("set", "e", "v", exat=5_000_000_000)
    show("set", "e", "v", pxat=5_000_000_000_001)
    show("set", "e", "v", ex=0)
    show("set", "e", "v", nx=True, xx=True)
    show("set", "bin", b"\x00\xff\r\n" if not decode else "z\u00fcrich \u2603")
    show("get", "bin")
    show("strlen", "bin")
    show("getset", "a", "old")
    show("getdel", "a")
    show("getdel", "a")
    show("getex", "e", persist=True)
    show("ttl", "e")
    show("getex", "e", ex=1000)
    show("mset", {"x": 1, "y": 2})
    show("mget", "x", "nosuch", "y")
    show("msetnx", {"x": 1, "z": 2})
    show("msetnx", {"w": 1, "z": 2})
    show("setnx", "x", "1")
    show("setex", "t", 1000, "v")
    show("psetex", "t", 1_000_000, "v")
    show("setex", "t", 0, "v")
    show("append", "x", "tail")
    show("getrange", "x", 0, -1)
    show("substr", "x", 1, 3)
    show("setrange", "x", 3, "HEAD")
    show("get", "x")
    show("setrange", "x", -1, "HEAD")
    show("set", "l1", "ohmytext")
    show("set", "l2", "mynewtext")
    show("lcs", "l1", "l2")
    show("lcs", "l1", "l2", len=True)
    show("lcs", "l1", "l2", idx=True, withmatchlen=True)


def numbers():
    show("incr", "c")
    show("incr", "c", 10)
    show("decr", "c", 3)
    show("incrby", "c", -5)
    show("decrby", "c", 5)
    show("incrbyfloat", "c", 0.1)
    show("incrbyfloat", "c", 1e-5)
    show("incr", "c")
    show("incrbyfloat", "l1", 1.5)
    show("incr", "big", 2**63 - 1)
    show("incr", "big")
    show("incr", "big", 2**63)


def bits():
    show("setbit", "b", 7, 1)
    show("setbit", "b", 7, 0)
    show("setbit", "b", 100, 1)
    show("getbit", "b", 100)
    show("setbit", "b", -1, 1)
    show("setbit", "b", 0, 2)
    show("bitcount", "b")
    show("bitcount", "b", 0, 3)
    show("bitcount", "b", 0, 103, "BIT")
    show("bitcount", "b", 0, 1, "NONSENSE")
    show("bitpos", "b", 1)
    show("bitpos", "b", 0, 2)
    show("bitpos", "b", 1, 0, -1, "BIT")
    for operation in ("AND", "OR", "XOR"):
        show("bitop", operation, "d", "b", "l1")
    show("strlen", "d")
    show("bitop", "NOT", "d", "b")
    show("bitop", "NOT", "d", "b", "l1")


def keys():
    show("exists", "x", "y", "nosuch", "x")
    show("delete", "x", "y", "nosuch")
    show("unlink", "z", "nosuch")
    show("touch", "w", "nosuch")
    show("type", "w")
    show("type", "nosuch")
    show("keys", "l*", certain=sorted)
    r.mset({f"scan:{i}": i for i in range(300)})
    show("scan_iter", "scan:1*", certain=lambda found: sorted(set(found)))
    show("scan_iter", count=7, _type="string", certain=lambda found: len(set(found)))
    show("scan_iter", _type="list", certain=list)
    show("scan", 0, certain=lambda pair: type(pair[0]))
    show("randomkey", certain=lambda key: type(key) is type(r.get("w")))
    show("rename", "w", "v")
    show("rename", "nosuch", "v")
    show("renamenx", "v", "l1")
    show("renamenx", "v", "w")
    show("copy", "w", "v")
    show("copy", "w", "v")
    show("copy", "w", "v", replace=True)
    show("copy", "w", "other", destination_db=1)
    show("move", "v", 1)
    show("move", "v", 1)
    show("swapdb", 0, 1)
    show("keys", certain=sorted)
    show("swapdb", 0, 1)
    show("swapdb", 0, 99)
    show("object", "encoding", "w")
    show("object", "refcount", "l1")
    show("object", "idletime", "w", certain=lambda seconds: 0 <= seconds < 60)
    show("object", "freq", "w")
    show("dbsize")
    show("time", certain=lambda pair: abs(pair[0] - time.time()) < 60)


def expiry():
    show("expire", "w", 1000)
    show("expire", "w", 2000, nx=True)
    show("expire", "w", 2000, xx=True)
    show("expire", "w", 1000, gt=True)
    show("expire", "w", 1000, lt=True)
    show("ttl", "w", certain=lambda value: 990 <= value <= 1000)
    show("pexpire", "w", 5_000_000)
    show("expireat", "w", 5_000_000_000)
    show("expiretime", "w")
    show("pexpireat", "w", 5_000_000_000_123)
    show("pexpiretime", "w")
    show("expiretime", "w")
    show("persist", "w")
    show("persist", "w")
    show("ttl", "w")
    show("pttl", "nosuch")
    show("expire", "nosuch", 10)
    show("expire", "w", 2**63)
    show("expireat", "w", 1)
    show("exists", "w")


def administration():
    show("ping")
    show("echo", "hello")
    show("info", "keyspace", certain=lambda info: {db: (of["keys"], of["expires"]) for db, of in info.items()})
    show("info", certain=lambda info: (info["redis_version"], info["redis_mode"], info["tcp_port"] == port))
    show("info", "clients", certain=lambda info: info["connected_clients"] >= 1)
    show("info", "memory", certain=lambda info: info["used_memory"] > 0)
    show("info", "stats", certain=lambda info: info["total_commands_processed"] > 100)
    show("config_get", "maxmemory")
    show("config_get", "maxmemory", "timeout", certain=lambda found: sorted(found.items()))
    show("config_set", "timeout", 1000)
    show("config_get", "timeout")
    show("config_set", "timeout", 0)
    show("config_set", "nosuch", 0)
    show("config_resetstat")
    show("client_setname", "me")
    show("client_getname")
    show("client_setname", "with space")
    show("client_id", certain=lambda number: number > 0)
    show("client_info", certain=sorted)
    show("client_list", certain=lambda all: [(each["name"], each["cmd"], each["db"]) for each in all])
    show("client_list", certain=lambda all: sorted(all[0]))
    show("client_kill_filter", _id=999_999)
    show("client_kill", "1.2.3.4:5")
    show("client_no_evict", "ON")
    show("command_count", certain=lambda count: count > 50)
    show("command_getkeys", "MSET", "a", "1", "b", "2")
    show("command", certain=lambda all: (all["get"]["arity"], all["get"]["flags"], all["set"]["flags"]))
    show("memory_usage", "l1", certain=lambda size: size > 0)
    show("memory_usage", "nosuch")
    show("execute_command", "NOSUCH", "a")
    show("execute_command", "GET")


def pipelines():
    for transaction in (False,):
        pipeline = r.pipeline(transaction=transaction)
        for i in range(500):
            pipeline.set(f"p:{i}", i).incr(f"p:{i}").get(f"p:{i}").expire(f"p:{i}", 1000)
        replies = pipeline.execute()
        print("pipeline ->", len(replies), replies[:8], replies[-4:])
        pipeline.set("p", "text").incr("p").get("p")
        print("with an error ->", [repr(each) for each in pipeline.execute(raise_on_error=False)])
        pipeline.set("p", "text").incr("p").get("p")
        try:
            pipeline.execute()
        except redis.ResponseError as error:
            print("raised ->", error)


def transactions():
    other = client()
    r.flushall()
    print("MULTI ->", r.pipeline().set("a", 1).incr("a").lpush("l", "x", "y").lrange("l", 0, -1).execute())
    print("empty ->", r.pipeline().execute())
    pipeline = r.pipeline().set("a", "text").incr("a").get("a")
    print("an error inside ->", [repr(each) for each in pipeline.execute(raise_on_error=False)])
    for wrong in (("SET", "a"), ("NOSUCH",), ("LPUSH", "a", "x")):
        try:
            print(r.pipeline().set("a", 3).execute_command(*wrong).get("a").execute())
        except redis.RedisError as error:
            print("refused ->", type(error).__name__, error)
    print("afterwards ->", r.get("a"))
    for touch in (lambda: other.set("a", 5), lambda: other.get("a"), lambda: other.delete("a")):
        with r.pipeline() as pipeline:
            pipeline.watch("a")
            before = pipeline.get("a")
            touch()
            pipeline.multi()
            pipeline.set("a", (before or b"none" if not decode else before or "none")).ttl("a").type("a")
            try:
                print("watched ->", pipeline.execute())
            except redis.WatchError as error:
                print("watched ->", type(error).__name__, error)
    rounds = []

    def add_one(pipeline):
        value = int(pipeline.get("n") or 0)
        if len(rounds) < 3:  # somebody else is faster, three times
            rounds.append(other.incr("n"))
        pipeline.multi()
        pipeline.set("n", value + 1)

    print("transaction ->", r.transaction(add_one, "n"), rounds, r.get("n"))
    pipeline = r.pipeline()
    for i in range(300):
        pipeline.zadd("z", {f"m{i % 40}": i}).hincrby("h", f"f{i % 7}", i).sadd("s", i % 11).rpush("q", i).lpop("q")
    replies = pipeline.execute()
    print("long ->", len(replies), replies[:10], replies[-5:], r.zrange("z", 0, 3, withscores=True), sorted(r.smembers("s")))


def blocking():
    r.flushall()
    r.rpush("l", "a", "b", "c")
    r.zadd("z", {"m": 1.5, "n": 2})
    show("blpop", ["nosuch", "l"], timeout=1)
    show("brpop", "l", timeout=1)
    show("blmove", "l", "d", 1, "LEFT", "RIGHT")
    show("brpoplpush", "d", "l", timeout=1)
    show("bzpopmin", "z", timeout=1)
    show("bzpopmax", ["nosuch", "z"], timeout=1)
    show("blmpop", 1, 1, "l", direction="LEFT", count=3)
    show("bzmpop", 0.01, 1, ["z"], min=True)
    show("blpop", "nosuch", timeout=0.01)
    show("client_unblock", 999_999_999)


def connections():
    named = client(client_name="named", db=3)
    print("named ->", named.client_getname(), named.set("three", 3), named.dbsize())
    for options in ({"password": "wrong"}, {"username": "nobody", "password": "x"}, {"db": 99}):
        try:
            print(options, "->", client(**options).ping())
        except redis.RedisError as error:
            print(options, "->", type(error).__name__, error)
    r.config_set("requirepass", "secret")
    for options in ({}, {"password": "wrong"}, {"password": "secret"}):
        try:
            print("locked", options, "->", client(**options).get("three"))
        except redis.RedisError as error:
            print("locked", options, "->", type(error).__name__, error)
    client(password="secret").config_set("requirepass", "")
    show("ping")
    show("flushdb")
    show("dbsize")
    show("flushall", asynchronous=True)
    show("dbsize")


def publishing():
    hearer = r.pubsub()
    shown = lambda: print("heard ->", hearer.get_message(timeout=30))
    hearer.subscribe("one", "two")
    hearer.psubscribe("t*", **{"c?": lambda message: print("handled ->", message)})
    for _ in range(4):
        shown()
    for channel, message in (("one", "hello"), ("two", b"\x00\r\n"), ("nobody", "x")):
        show("publish", channel, message)
    for _ in range(3):
        shown()
    show("publish", "ch", "for the handler")
    shown()
    hearer.ping()
    shown()
    hearer.ping("are you there")
    shown()
    show("pubsub_channels", "on*")
    show("pubsub_numsub", "one", "two", "three")
    show("pubsub_numpat")
    hearer.unsubscribe("one", "none")
    hearer.punsubscribe()
    for _ in range(4):
        shown()
    hearer.close()
    r.config_set("notify-keyspace-events", "KEA")
    watcher = r.pubsub(ignore_subscribe_messages=True)
    watcher.psubscribe("__key*__:*")
    watcher.get_message(timeout=30)
    r.set("k", "v", ex=100)
    r.delete("k")
    for _ in range(6):
        print("event ->", watcher.get_message(timeout=30))
    watcher.close()
    r.config_set("notify-keyspace-events", "")


for part in (
    strings,
    numbers,
    bits,
    keys,
    expiry,
    administration,
    pipelines,
    connections,
    publishing,
):
    print("==", part.__name__)
    part()
