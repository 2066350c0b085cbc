// Lines that come close together go out together.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "loop/observe/trace.hpp"
#include "tests/servers/chat/house.hpp"

namespace kit {
namespace {

using test::CaptureReports;
using test::passes;

std::ptrdiff_t count_sends(const Trace& trace, int fd) {
  const std::vector<TraceRecord> all = trace.records();
  return std::count_if(all.begin(), all.end(), [fd](const TraceRecord& record) {
    return record.kind == TraceKind::send && record.fd == fd;
  });
}

/// What a member heard, and in how many writes. `pause` is in passes of the loop.
Task<std::ptrdiff_t> writes_for_two_lines(int pause) {
  test::Pair pair = co_await test::connected_pair();
  const Ref<Member> member(new Member(std::move(pair.server.writer), 1000));
  const TaskHandle<void> sending = create_task(member->send_all());
  co_await passes(3);
  Trace trace;
  EventLoop::current().set_trace(&trace);
  const int fd = member->writer().fd();
  member->hear("one\r\n");
  co_await passes(pause);
  member->hear("two\r\n");
  co_await passes(10);
  EventLoop::current().set_trace(nullptr);
  const std::string heard = co_await pair.client.reader.readexactly(10);
  CHECK(heard == "one\r\ntwo\r\n");
  member->close();
  co_await sending;
  pair.client.writer.close();
  co_return count_sends(trace, fd);
}

TEST_CASE("member: what comes one pass of the loop later goes out in the same write") {
  static constexpr auto main = []() -> Task<void> {
    const std::ptrdiff_t at_once = co_await writes_for_two_lines(0);
    CHECK(at_once == 1);
    const std::ptrdiff_t next_pass = co_await writes_for_two_lines(1);
    CHECK(next_pass == 1);
  };
  sim::World world;
  world.run(main());
}

TEST_CASE("member: nothing waits for what may never come") {
  static constexpr auto main = []() -> Task<void> {
    const std::ptrdiff_t much_later = co_await writes_for_two_lines(5);
    CHECK(much_later == 2);
  };
  sim::World world;
  world.run(main());
}

}  // namespace
}  // namespace kit
