#include "servers/resp/client/reply_parser.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace kit::redis {
namespace {

Reply text(ReplyKind kind, std::string bytes) {
  Reply reply;
  reply.kind = kind;
  reply.text = std::move(bytes);
  return reply;
}

Reply whole(std::int64_t value, ReplyKind kind = ReplyKind::integer) {
  Reply reply;
  reply.kind = kind;
  reply.integer = value;
  return reply;
}

Reply number(double value) {
  Reply reply;
  reply.kind = ReplyKind::number;
  reply.number = value;
  return reply;
}

Reply items(ReplyKind kind, std::vector<Reply> all) {
  Reply reply;
  reply.kind = kind;
  reply.items = std::move(all);
  return reply;
}

/// Bytes come, and whole replies are taken off their front, as from a connection.
class Line {
 public:
  explicit Line(ReplyLimits limits = {}) : parser_(limits) {}

  void come(std::string_view bytes) {
    pending_ += bytes;
    while (error_.empty()) {
      const ParsedReply parsed = parser_.parse(pending_);
      pending_.erase(0, parsed.taken);
      if (parsed.status == ReplyStatus::error) error_ = parser_.error();
      if (parsed.status != ReplyStatus::reply) return;
      replies_.push_back(parser_.take());
    }
  }
  const std::vector<Reply>& replies() const { return replies_; }
  const std::string& error() const { return error_; }
  std::size_t pending() const { return pending_.size(); }

 private:
  ReplyParser parser_;
  std::string pending_;
  std::vector<Reply> replies_;
  std::string error_;
};

Reply only(std::string_view bytes) {
  CAPTURE(bytes);
  Line line;
  line.come(bytes);
  CHECK(line.error() == "");
  CHECK(line.pending() == 0);
  REQUIRE(line.replies().size() == 1);
  return line.replies().front();
}

std::string error_of(std::string_view bytes, ReplyLimits limits = {}) {
  Line line(limits);
  line.come(bytes);
  return line.error();
}

TEST_CASE("reply parser: every kind of reply") {
  CHECK(only("+OK\r\n") == text(ReplyKind::simple, "OK"));
  CHECK(only("+\r\n") == text(ReplyKind::simple, ""));
  CHECK(only("-ERR no\r\n") == text(ReplyKind::error, "ERR no"));
  CHECK(only("!6\r\nERR\r\nx\r\n") == text(ReplyKind::error, "ERR\r\nx"));
  CHECK(only(":-9223372036854775808\r\n") == whole(INT64_MIN));
  CHECK(only("$0\r\n\r\n") == text(ReplyKind::bulk, ""));
}

TEST_CASE("reply parser: strings hold any bytes") {
  const std::string bytes("\r\n$1\r\n\0\xff", 8);
  CHECK(only("$8\r\n" + bytes + "\r\n") == text(ReplyKind::bulk, bytes));
  CHECK(only("=12\r\ntxt:" + bytes + "\r\n") == text(ReplyKind::verbatim, bytes));
}

TEST_CASE("reply parser: what stands for nothing") {
  CHECK(only("$-1\r\n") == Reply());
  CHECK(only("*-1\r\n") == Reply());
  CHECK(only("_\r\n") == Reply());
}

TEST_CASE("reply parser: what only RESP3 says") {
  CHECK(only("#t\r\n") == whole(1, ReplyKind::boolean));
  CHECK(only("#f\r\n") == whole(0, ReplyKind::boolean));
  CHECK(only(",0.10000000000000001\r\n") == number(0.1));
  CHECK(only(",1e+17\r\n") == number(1e17));
  CHECK(only(",-inf\r\n") == number(-INFINITY));
  CHECK(std::isnan(only(",nan\r\n").number));
  CHECK(only("(-123456789012345678901234567890\r\n") ==
        text(ReplyKind::big_number, "-123456789012345678901234567890"));
  CHECK(only("%1\r\n+a\r\n:1\r\n") ==
        items(ReplyKind::map, {text(ReplyKind::simple, "a"), whole(1)}));
  CHECK(only("~2\r\n:1\r\n:2\r\n") == items(ReplyKind::set, {whole(1), whole(2)}));
  CHECK(only(">1\r\n:1\r\n") == items(ReplyKind::push, {whole(1)}));
}

TEST_CASE("reply parser: arrays within arrays, and empty ones") {
  CHECK(only("*0\r\n") == items(ReplyKind::array, {}));
  CHECK(only("%0\r\n") == items(ReplyKind::map, {}));
  const Reply empty = items(ReplyKind::array, {});
  const Reply inner = items(ReplyKind::array, {empty, whole(7)});
  CHECK(only("*3\r\n*2\r\n*0\r\n:7\r\n*-1\r\n*0\r\n") ==
        items(ReplyKind::array, {inner, Reply(), empty}));
}

TEST_CASE("reply parser: attributes are dropped, wherever they stand") {
  CHECK(only("|1\r\n+ttl\r\n:3\r\n+OK\r\n") == text(ReplyKind::simple, "OK"));
  CHECK(only("|0\r\n+OK\r\n") == text(ReplyKind::simple, "OK"));
  CHECK(only("*2\r\n:1\r\n|1\r\n+a\r\n*1\r\n:9\r\n:2\r\n") ==
        items(ReplyKind::array, {whole(1), whole(2)}));
}

/// One of everything, and what must not be mistaken for an end.
std::string everything() {
  return "+OK\r\n-ERR a\rb\r\n:12\r\n$5\r\na\r\nb\r\r\n*2\r\n$-1\r\n%1\r\n+k\r\n~1\r\n,1.5\r\n_\r\n"
         "|1\r\n+x\r\n#t\r\n>3\r\n+message\r\n$1\r\nc\r\n$0\r\n\r\n=5\r\ntxt:z\r\n*-1\r\n*0\r\n";
}

TEST_CASE("reply parser: cut in two at every point") {
  Line uncut;
  uncut.come(everything());
  REQUIRE(uncut.replies().size() == 10);
  for (std::size_t cut = 0; cut <= everything().size(); ++cut) {
    CAPTURE(cut);
    Line line;
    line.come(everything().substr(0, cut));
    line.come(everything().substr(cut));
    CHECK(line.error() == "");
    CHECK(line.replies() == uncut.replies());
    CHECK(line.pending() == 0);
  }
}

TEST_CASE("reply parser: byte by byte") {
  Line uncut;
  uncut.come(everything());
  Line line;
  for (const char each : everything()) line.come(std::string(1, each));
  CHECK(line.replies() == uncut.replies());
}

TEST_CASE("reply parser: a big string in small pieces is looked at once") {
  // Byte by byte, and twice as much takes twice as long and not four times: this would not end.
  ReplyParser parser;
  const std::string bytes = "$3000000\r\n" + std::string(3'000'000, 'x') + "\r\n";
  bool incomplete = true;
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    const ParsedReply parsed = parser.parse(std::string_view(bytes).substr(0, size));
    incomplete = incomplete && parsed.status == ReplyStatus::incomplete && parsed.taken == 0;
  }
  CHECK(incomplete);
  CHECK(parser.parse(bytes).status == ReplyStatus::reply);
  CHECK(parser.take().text.size() == 3'000'000);
}

TEST_CASE("reply parser: what is no reply is refused, with its beginning") {
  CHECK(error_of("HTTP/1.1 400 Bad Request\r\n") ==
        "Protocol error: no reply begins with 'HTTP/1.1 400 Bad Request'");
  CHECK(error_of("H") == "Protocol error: no reply begins with 'H'");
  CHECK(error_of("\r\n") == "Protocol error: no reply begins with ''");
  CHECK(error_of("x\x1b[31m\r\n") == "Protocol error: no reply begins with 'x?[31m'");
  CHECK(error_of(":one\r\n") == "Protocol error: no integer: 'one'");
  CHECK(error_of(":\r\n") == "Protocol error: no integer: ''");
  CHECK(error_of(":9223372036854775808\r\n").ends_with("no integer: '9223372036854775808'"));
  CHECK(error_of(",1.5x\r\n") == "Protocol error: no double: '1.5x'");
  CHECK(error_of(", 1\r\n") == "Protocol error: no double: ' 1'");
  CHECK(error_of("#yes\r\n") == "Protocol error: no boolean: 'yes'");
  CHECK(error_of("_x\r\n") == "Protocol error: no null: 'x'");
  CHECK(error_of("$-2\r\n") == "Protocol error: no length of a string: '-2'");
  CHECK(error_of("$?\r\n") == "Protocol error: no length of a string: '?'");
  CHECK(error_of("*?\r\n") == "Protocol error: no length of an array: '?'");
  CHECK(error_of("%-1\r\n") == "Protocol error: no length of an array: '-1'");
  CHECK(error_of("$1\r\nxyz") == "Protocol error: a string without an end");
  CHECK(error_of("=3\r\ntxt\r\n") == "Protocol error: no format of a text: 'txt'");
  CHECK(error_of("=4\r\nabcd\r\n") == "Protocol error: no format of a text: 'abcd'");
}

TEST_CASE("reply parser: a line has a limit, also while its end has not come") {
  ReplyLimits limits;
  limits.line = 10;
  CHECK(error_of("+123456789\r\n", limits) == "");
  CHECK(error_of("+1234567890\r\n", limits) == "Protocol error: a line that is too long");
  CHECK(error_of("+1234567890", limits) == "Protocol error: a line that is too long");
}

TEST_CASE("reply parser: arrays in each other have a limit") {
  ReplyLimits limits;
  limits.depth = 3;
  CHECK(error_of("*1\r\n*1\r\n*1\r\n:1\r\n", limits) == "");
  CHECK(error_of("*1\r\n*1\r\n*1\r\n*1\r\n", limits) ==
        "Protocol error: arrays too deep in each other");
}

TEST_CASE("reply parser: a reply has a limit, and what is announced counts") {
  ReplyLimits limits;
  limits.bytes = 100;
  CHECK(error_of("$80\r\n", limits) == "");
  CHECK(error_of("$101\r\n", limits) == "Protocol error: a string of 101 bytes");
  CHECK(error_of("$18446744073709551615\r\n", limits).ends_with("18446744073709551615 bytes"));
  CHECK(error_of("*33\r\n", limits) == "");
  CHECK(error_of("*34\r\n", limits) == "Protocol error: an array of 34 items");
  CHECK(error_of("%17\r\n", limits) == "Protocol error: an array of 17 items");
  CHECK(error_of("*2\r\n$60\r\n" + std::string(60, 'x') + "\r\n$60\r\n", limits) ==
        "Protocol error: a string of 60 bytes");
  // Of each, and not of all together.
  CHECK(error_of("$60\r\n" + std::string(60, 'x') + "\r\n$60\r\n", limits) == "");
}

TEST_CASE("reply parser: nothing is allocated for what is only announced") {
  CHECK(error_of("*178956970\r\n*178956900\r\n*178956000\r\n") == "");
}

/// A reply as a server writes it, of random shape.
std::string random_reply(std::mt19937& random, int depth, Reply& reply) {
  const unsigned choice = random() % (depth == 0 ? 4 : 6);
  const auto value = static_cast<std::int64_t>(random()) - 1'000'000;
  if (choice == 0) {
    reply = whole(value);
    return ":" + std::to_string(value) + "\r\n";
  }
  if (choice == 1) {
    reply = Reply();
    return "_\r\n";
  }
  if (choice < 4) {
    std::string bytes;
    for (unsigned i = random() % 20; i > 0; --i) bytes += "\r\n$*1a"[random() % 6];
    reply = text(ReplyKind::bulk, bytes);
    return "$" + std::to_string(bytes.size()) + "\r\n" + bytes + "\r\n";
  }
  const bool map = choice == 5;
  const std::size_t size = random() % 4;
  reply = items(map ? ReplyKind::map : ReplyKind::array, std::vector<Reply>(map ? 2 * size : size));
  std::string bytes = (map ? "%" : "*") + std::to_string(size) + "\r\n";
  for (Reply& each : reply.items) bytes += random_reply(random, depth - 1, each);
  return bytes;
}

TEST_CASE("reply parser: random replies in random pieces") {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    CAPTURE(round);
    std::string bytes;
    std::vector<Reply> expected(20);
    for (Reply& each : expected) bytes += random_reply(random, 5, each);
    Line line;
    while (!bytes.empty()) {
      const std::size_t piece = std::min<std::size_t>(1 + random() % 30, bytes.size());
      line.come(bytes.substr(0, piece));
      bytes.erase(0, piece);
    }
    CHECK(line.error() == "");
    CHECK(line.replies() == expected);
  }
}

}  // namespace
}  // namespace kit::redis
