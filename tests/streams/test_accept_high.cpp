// A connection whose descriptor select(2) cannot take: it is refused, and nobody else notices.

#include <doctest/doctest.h>
#include <fcntl.h>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "loop/os/fd.hpp"
#include "loop/tasks/ready.hpp"
#include "streams/server.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/descriptors.hpp"
#include "tests/support/loop_socket.hpp"
#include "tests/support/loops.hpp"

namespace kit {
namespace {

using test::any_port;
using test::AnyLoop;
using test::CaptureReports;
using test::check_served;
using test::LoopSocket;

/// Takes every free descriptor below 1024, as long as it lives.
class NoLowDescriptors {
 public:
  NoLowDescriptors() {
    while (held_.empty() || (held_.back() && held_.back().get() < 1023))
      held_.emplace_back(::fcntl(0, F_DUPFD_CLOEXEC, 0));
  }
  /// False when this system allows no more than 1024.
  bool high_ones_are_left() const { return Fd(::fcntl(0, F_DUPFD_CLOEXEC, 1024)).get() >= 1024; }

 private:
  std::vector<Fd> held_;
};

/// Runs passes until `socket` sees the end of its connection, however it ends.
Task<bool> until_ended(EventLoop& loop, int socket) {
  for (int i = 0; i < 10'000; ++i) {
    std::array<std::byte, 1> room;
    const IoResult result = loop.net().recv(socket, room);
    if (result.is_ok() ? result.bytes() == 0 : !result.would_block()) co_return true;
    co_await sleep(Duration::zero());
  }
  co_return false;
}

/// A client with a high descriptor on the server's side. False when there are none.
Task<bool> check_refused(EventLoop& loop, Address address) {
  const LoopSocket client = test::new_socket(loop);
  const NoLowDescriptors all_taken;
  if (!all_taken.high_ones_are_left()) co_return false;
  (void)loop.net().connect(client.fd(), address);
  // The connection is made before the server accepts it: recv() then has something to say.
  co_await loop.writable(client.fd());
  const bool ended = co_await until_ended(loop, client.fd());
  CHECK(ended);
  co_return true;
}

/// A handler that has nothing to say.
Task<void> hang_up(StreamReader, StreamWriter writer) {
  writer.close();
  co_return;
}

Task<void> refuse_one(ConnectionHandler handler, std::size_t expected_reports) {
  EventLoop& loop = EventLoop::current();
  const CaptureReports reports(loop);
  Server server = start_server(std::move(handler), any_port());
  const Address address = server.addresses().front();
  const bool tested = co_await check_refused(loop, address);
  if (!tested) MESSAGE("not tested: this system allows no descriptor of 1024");
  CHECK(reports.contexts.size() == (tested ? expected_reports : 0));
  while (server.connection_count() > 0) co_await sleep(Duration::zero());
  // The same server takes the next one.
  if (expected_reports > 0) {
    Connection next = co_await open_connection(address);
    co_await check_served(next);
    next.writer.close();
  }
  server.close();
  co_await server.wait_closed();
  loop.set_exception_handler({});
}

TEST_CASE("select: a descriptor that is too high is reported and closed, and the server goes on") {
  const test::ManyDescriptors many;
  AnyLoop any("select");
  any.run(refuse_one(test::echo_lines, 1));
}

TEST_CASE("select: and when the handler hangs up at once, there is nobody to linger for") {
  const test::ManyDescriptors many;
  AnyLoop any("select");
  any.run(refuse_one(hang_up, 0));
}

}  // namespace
}  // namespace kit
