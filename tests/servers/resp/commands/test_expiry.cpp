// Commands on time.
#include <doctest/doctest.h>

#include <string>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

using Lines = std::vector<std::string>;

std::string invalid_time(const std::string& name) {
  return "-ERR invalid expire time in '" + name + "' command\r\n";
}

/// With one key, "a".
struct OneKey : Bench {
  OneKey() {
    run("SET a 1");
    keep_journal();
  }
};

TEST_CASE("expiry: the four ways to say when, and the four to ask") {
  OneKey bench;
  const std::string second = "1700000100";
  const std::string deadline = second + "000";  // 100 s from now
  for (const std::string& line : {std::string("EXPIRE a 100"), std::string("PEXPIRE a 100000"),
                                  "EXPIREAT a " + second, "PEXPIREAT a " + deadline}) {
    bench.run("PERSIST a");
    bench.journal.lines.clear();
    CHECK(bench.run(line) == ":1\r\n");
    CHECK(bench.run("TTL a") == ":100\r\n");
    CHECK(bench.run("PTTL a") == ":100000\r\n");
    CHECK(bench.run("EXPIRETIME a") == ":" + second + "\r\n");
    CHECK(bench.run("PEXPIRETIME a") == ":" + deadline + "\r\n");
    CHECK((bench.journal.lines == Lines{"0 PEXPIREAT a " + deadline}));
  }
}

TEST_CASE("expiry: -2 for what is not there, -1 for what stays") {
  OneKey bench;
  for (const char* const name : {"TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME"}) {
    CHECK(bench.run(std::string(name) + " b") == ":-2\r\n");
    CHECK(bench.run(std::string(name) + " a") == ":-1\r\n");
  }
  CHECK(bench.run("EXPIRE b 100") == ":0\r\n");
  CHECK(bench.journal.lines.empty());
}

TEST_CASE("expiry: TTL is to the nearest second") {
  OneKey bench;
  bench.run("PEXPIRE a 1500");
  CHECK(bench.run("TTL a") == ":2\r\n");
  bench.now += 1;
  CHECK(bench.run("TTL a") == ":1\r\n");
  bench.now += 1000;
  CHECK(bench.run("TTL a") == ":0\r\n");
  CHECK(bench.run("PTTL a") == ":499\r\n");
  bench.now += 499;
  CHECK(bench.run("TTL a") == ":-2\r\n");
}

TEST_CASE("expiry: PERSIST takes the deadline away") {
  OneKey bench;
  bench.run("EXPIRE a 1");
  bench.journal.lines.clear();
  CHECK(bench.run("PERSIST a") == ":1\r\n");
  CHECK(bench.run("PERSIST a") == ":0\r\n");
  CHECK(bench.run("PERSIST b") == ":0\r\n");
  CHECK((bench.journal.lines == Lines{"0 PERSIST a"}));
  bench.now += 1'000'000;
  CHECK(bench.run("GET a") == bulk("1"));
}

TEST_CASE("expiry: a deadline in the past erases, and is written down as DEL") {
  for (const char* const line : {"EXPIRE a 0", "EXPIRE a -1", "PEXPIRE a -1", "EXPIREAT a 5",
                                 "PEXPIREAT a 1700000000000", "PEXPIREAT a -9223372036854775808"}) {
    OneKey bench;
    CHECK(bench.run(line) == ":1\r\n");
    CHECK(bench.run("EXISTS a") == ":0\r\n");
    CHECK((bench.journal.lines == Lines{"0 DEL a"}));
    CHECK(bench.instance.statistics.expired_keys == 0);  // it did not die, it was erased
  }
}

TEST_CASE("expiry: while a log is replayed nothing dies, and no deadline is in the past") {
  OneKey bench;
  bench.now = 0;
  CHECK(bench.run("PEXPIREAT a 5") == ":1\r\n");
  CHECK(bench.run("GET a") == bulk("1"));
  bench.now = 5;
  CHECK(bench.run("GET a") == nothing);
}

TEST_CASE("expiry: NX XX GT LT: only if, where no deadline is later than any") {
  OneKey bench;
  CHECK(bench.run("EXPIRE a 100 XX") == ":0\r\n");
  CHECK(bench.run("EXPIRE a 100 GT") == ":0\r\n");
  CHECK(bench.run("EXPIRE a 100 xx lt") == ":0\r\n");
  CHECK(bench.run("EXPIRE a 100 nx") == ":1\r\n");
  CHECK(bench.run("EXPIRE a 200 Nx") == ":0\r\n");
  CHECK(bench.run("EXPIRE a 100 GT") == ":0\r\n");
  CHECK(bench.run("EXPIRE a 100 LT") == ":0\r\n");
  CHECK(bench.run("EXPIRE a 200 LT") == ":0\r\n");
  CHECK(bench.run("TTL a") == ":100\r\n");
  CHECK(bench.run("EXPIRE a 200 GT XX") == ":1\r\n");
  CHECK(bench.run("EXPIRE a 50 LT") == ":1\r\n");
  CHECK(bench.run("EXPIRE a 60 XX") == ":1\r\n");
  CHECK(bench.run("TTL a") == ":60\r\n");
  bench.run("PERSIST a");
  CHECK(bench.run("EXPIRE a 10 LT LT") == ":1\r\n");
  CHECK(bench.run("EXPIRE a -10 GT") == ":0\r\n");
  CHECK(bench.run("EXISTS a") == ":1\r\n");
  CHECK(bench.journal.lines.size() == 6);
}

TEST_CASE("expiry: options are refused before the time, the time before the key is looked for") {
  OneKey bench;
  CHECK(bench.run("EXPIRE b x foo") == "-ERR Unsupported option foo\r\n");
  CHECK(bench.run("EXPIRE b x nx \"\"") == "-ERR Unsupported option \r\n");
  const std::string nx = "-ERR NX and XX, GT or LT options at the same time are not compatible\r\n";
  for (const char* const options : {"NX XX", "NX GT", "LT NX", "NX GT LT"})
    CHECK(bench.run(std::string("EXPIRE b x ") + options) == nx);
  CHECK(bench.run("EXPIRE b x GT LT") ==
        "-ERR GT and LT options at the same time are not compatible\r\n");
  CHECK(bench.run("EXPIRE b x") == refusal(not_an_integer));
  CHECK(bench.run("EXPIRE b 9223372036854775808") == refusal(not_an_integer));
  CHECK(bench.run("EXPIRE b 9223372036854775807") == invalid_time("expire"));
  CHECK(bench.run("EXPIRE b 10") == ":0\r\n");
}

TEST_CASE("expiry: a time that 64 bits do not hold in milliseconds is refused") {
  OneKey bench;
  for (const char* const seconds : {"9223372036854776", "-9223372036854776", "9223372036854775"})
    CHECK(bench.run(std::string("EXPIRE a ") + seconds) == invalid_time("expire"));
  CHECK(bench.run("EXPIREAT a 9223372036854776") == invalid_time("expireat"));
  CHECK(bench.run("EXPIREAT a -9223372036854776") == invalid_time("expireat"));
  CHECK(bench.run("PEXPIRE a 9223372036854775807") == invalid_time("pexpire"));
  CHECK(bench.run("EXPIREAT a 9223372036854775") == ":1\r\n");
  CHECK(bench.run("EXPIRETIME a") == ":9223372036854775\r\n");
  CHECK(bench.run("PEXPIREAT a 9223372036854775807") == ":1\r\n");
  CHECK(bench.run("EXPIRETIME a") == ":9223372036854776\r\n");
  CHECK(bench.run("PEXPIRE a 9223370336854775807") == ":1\r\n");
  CHECK(bench.run("PEXPIRE a 9223370336854775808") == invalid_time("pexpire"));
}

TEST_CASE("expiry: EXPIRE counts as use, TTL does not") {
  OneKey bench;
  bench.run("EXPIRE a 1000");
  bench.now += 10'000;
  bench.run("TTL a");
  CHECK(bench.run("OBJECT IDLETIME a") == ":10\r\n");
  bench.run("EXPIRE a 1000");
  CHECK(bench.run("OBJECT IDLETIME a") == ":0\r\n");
}

TEST_CASE("expiry: TIME is the server's, in seconds and microseconds") {
  Bench bench;
  bench.now = 1'700'000'000'123;
  CHECK(bench.run("TIME") == "*2\r\n" + bulk("1700000000") + bulk("123000"));
}

TEST_CASE("expiry: by the system's clock, TIME tells its microseconds") {
  Instance instance;
  Client client;
  const auto microseconds = [&] {
    std::string reply;
    execute(instance, client, std::vector<std::string_view>{"TIME"}, reply);
    const std::size_t first = reply.find("\r\n", reply.find('$')) + 2;
    const std::size_t second = reply.find("\r\n", reply.find('$', first)) + 2;
    return std::stoll(reply.substr(first)) * 1'000'000 + std::stoll(reply.substr(second));
  };
  const std::int64_t before = system_time_ms() * 1000;
  instance.update_time();
  const std::int64_t now = microseconds();
  CHECK(now >= before);
  CHECK(now < before + 10'000'000);
  int between = 0;  // two milliseconds
  for (int i = 0; i < 100; ++i) between += microseconds() % 1000 != 0 ? 1 : 0;
  CHECK(between > 0);
}

}  // namespace
}  // namespace kit::resp
