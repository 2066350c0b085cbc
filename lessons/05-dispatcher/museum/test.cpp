// The museum of lesson 5: write the test that asyncore would not have passed.
#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "lessons/support/story.hpp"
#include "loop/ancestors/dispatcher_with_send.hpp"
#include "tests/support/channels.hpp"
#include "tests/support/pattern.hpp"

namespace kit {
namespace {

/// The server's end: keeps what comes, and answers when the client has finished.
class EchoAtEnd final : public DispatcherWithSend {
 public:
  using DispatcherWithSend::DispatcherWithSend;
  void handle_read() override { kept_.append(recv(8192)); }
  void handle_close() override {
    if (eof()) send(std::exchange(kept_, {}));
    DispatcherWithSend::handle_close();
  }

 private:
  std::string kept_;
};

TEST_CASE("5.0: who sends a lot and finishes gets all of it back") {
  test::MapBench bench("sim");
  test::Wire wire(bench);
  EchoAtEnd server(std::move(wire.end), bench.map);
  test::Peer& client = wire.peer;
  // bench.passes(10);        ten passes of the loop: the server reads, sends, and makes room
  // client.send(first);      all at once, so not more than there is room for: a connection of this
  //                          network holds 65,536 bytes; send() offers no more than that, either
  // client.half_close();     FIN, as Ctrl-D
  // client.take();           what has come, now, goes to client.received
  // client.take_to_end()     would wait for FIN while nobody runs the server ("deadlock"): take
  //                          turns with bench.passes(1)
  const std::string first = test::pattern(50'000);
  const std::string second = test::pattern(30'000);
  // lesson 5.0: The client sends both and finishes; it takes what comes; compare with expect_bytes.
  step("the client sends 80,000 bytes and finishes");
  client.send(first);
  bench.passes(10);  // the server reads, which makes room for the rest
  client.send(second);
  client.half_close();
  step("the server answers, and the client reads, in turns");
  for (int turn = 0; turn < 20; ++turn) {
    bench.passes(1);
    client.take();
  }
  expect_bytes(client.received, first + second, "what the client got");
  // end lesson 5.0
}

}  // namespace
}  // namespace kit
