// What the commands on lists tell those who have subscribed to it. As Redis 7.0.15 tells it.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

/// "rpush l, lpop l" as a subscriber of RESP2 gets it.
std::string messages(std::string_view events) {
  std::string bytes;
  while (!events.empty()) {
    const std::string_view event = events.substr(0, events.find(", "));
    const std::size_t space = event.find(' ');
    bytes += "*4\r\n" + bulk("pmessage") + bulk("__keyevent@0__:*") +
             bulk("__keyevent@0__:" + std::string(event.substr(0, space))) +
             bulk(event.substr(space + 1));
    events.remove_prefix(std::min(event.size() + 2, events.size()));
  }
  return bytes;
}

/// `events` is what the command tells.
void check(Bench& bench, Client& listener, std::string_view command, std::string_view events) {
  CAPTURE(command);
  bench.run(command);
  CHECK(Bench::take(listener) == messages(events));
}

TEST_CASE("lists: the events that Redis tells, in its order, and none when nothing has changed") {
  Bench bench;
  Client& listener = bench.add_client();
  bench.run("CONFIG SET notify-keyspace-events EAn");
  bench.run(listener, "PSUBSCRIBE __keyevent@0__:*");
  Bench::take(listener);
  check(bench, listener, "RPUSH l a b", "new l, rpush l");
  check(bench, listener, "LPUSH l c", "lpush l");
  check(bench, listener, "LPUSHX nosuch c", "");
  check(bench, listener, "LSET l 0 d", "lset l");
  check(bench, listener, "LSET l 9 d", "");
  check(bench, listener, "LINSERT l BEFORE a e", "linsert l");
  check(bench, listener, "LINSERT l BEFORE nosuch e", "");
  check(bench, listener, "LREM l 0 e", "lrem l");
  check(bench, listener, "LREM l 0 e", "");
  check(bench, listener, "LTRIM l 0 -1", "ltrim l");
  check(bench, listener, "LRANGE l 0 -1", "");
  check(bench, listener, "LPOP l", "lpop l");
  check(bench, listener, "LPOP l 0", "");
  check(bench, listener, "LMOVE l m LEFT RIGHT", "new m, rpush m, lpop l");
  check(bench, listener, "RPOPLPUSH l m", "lpush m, rpop l, del l");
  check(bench, listener, "LMOVE m m LEFT LEFT", "lpush m, lpop m");
  check(bench, listener, "LMPOP 2 l m RIGHT COUNT 5", "rpop m, del m");
  check(bench, listener, "RPUSH l a", "new l, rpush l");
  check(bench, listener, "LTRIM l 1 0", "ltrim l, del l");
  check(bench, listener, "RPUSH l a", "new l, rpush l");
  check(bench, listener, "LREM l 0 a", "lrem l, del l");
}

TEST_CASE("SORT STORE: the events that Redis tells; a key that was there is not new") {
  Bench bench;
  Client& listener = bench.add_client();
  bench.run("CONFIG SET notify-keyspace-events EAn");
  bench.run(listener, "PSUBSCRIBE __keyevent@0__:*");
  Bench::take(listener);
  check(bench, listener, "RPUSH l 2 1", "new l, rpush l");
  check(bench, listener, "SORT l STORE d", "new d, sortstore d");
  check(bench, listener, "SORT l STORE d", "sortstore d");
  check(bench, listener, "SORT l LIMIT 0 0 STORE d", "del d");
  check(bench, listener, "SORT l LIMIT 0 0 STORE d", "");
}

}  // namespace
}  // namespace kit::resp
