// The kit's own nc, for people who have none: against the kit's servers, and against a plain
// socket.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

#include "loop/os/socket.hpp"
#include "tests/e2e/echo_server.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/folder.hpp"

namespace kit::test {
namespace {

std::vector<std::string> kit_nc(std::uint16_t port) {
  return {ancestor_program("nc"), "127.0.0.1", std::to_string(port)};
}

TEST_CASE("kit nc: ends when the server does, although its stdin is open") {
  EchoServer server("protocol");
  Process client(kit_nc(server.port()));
  client.write("quit\n");
  CHECK(client.out_rest() ==
        "Welcome to Echo Server!\r\nCommands: TIME, QUIT, or any text for echo\r\nGoodbye!\r\n");
  CHECK(client.wait() == Ending{.status = 0, .signal = 0});
  CHECK(client.err_rest() == "");
  server.stop();
}

TEST_CASE("kit nc: a slow reader of its output stops the server's flood, and loses nothing") {
  EchoServer server("raw");
  const Folder folder;
  const std::string bytes = pattern(5'000'000);
  std::ofstream(folder / "in", std::ios::binary) << bytes;
  const Fd in(::open((folder / "in").c_str(), O_RDONLY | O_CLOEXEC));
  Process client(kit_nc(server.port()), {.in = in.get()});
  // We read nothing until another client has been served: by then the pipe is full.
  CHECK(server.session("others") == "others");
  CHECK((client.out_rest() == bytes));
  CHECK(client.wait() == Ending{.status = 0, .signal = 0});
  server.stop();
}

TEST_CASE("kit nc: a name with two addresses finds the one that answers") {
  EchoServer server("line");
  Process client({ancestor_program("nc"), "localhost", std::to_string(server.port())});
  client.write("hello\n");
  client.close_in();
  CHECK(client.out_rest() == "Echo: hello\r\n");
  CHECK(client.wait() == Ending{.status = 0, .signal = 0});
  server.stop();
}

TEST_CASE("kit nc: the reader of its output leaves, then it leaves") {
  EchoServer server("raw");
  Pipe output;
  Process client(kit_nc(server.port()), {.out = output.in.get()});
  output.in.close();
  output.out.close();
  client.write("to nobody\n");
  CHECK(client.wait().signal == 0);
  server.stop();
}

TEST_CASE("kit nc: a reset is an error, and not the end of a file") {
  const Socket listener = listen_on(os_net(), any_port(), 1);
  Process client(kit_nc(os_net().sockname(listener.get()).port()));
  await_fd(listener.get(), POLLIN, "nc to connect");
  Address peer;
  const IoResult accepted = os_net().accept(listener.get(), peer);
  REQUIRE(accepted.is_ok());
  client.write("hello");
  await_fd(accepted.fd(), POLLIN, "what was typed: so it knows that it is connected");
  os_net().reset(accepted.fd());
  CHECK(client.out_rest() == "");
  CHECK(client.wait() == Ending{.status = 1, .signal = 0});
  CHECK(client.err_rest().find("is lost") != std::string::npos);
}

TEST_CASE("kit nc: nobody there, no such host, bad arguments") {
  std::uint16_t port = 0;
  {
    const Socket gone = listen_on(os_net(), any_port(), 1);
    port = os_net().sockname(gone.get()).port();
  }
  const Outcome nobody(kit_nc(port));
  CHECK(nobody.ending == Ending{.status = 1, .signal = 0});
  CHECK(nobody.err ==
        "nc: connect to 127.0.0.1:" + std::to_string(port) + ": Connection refused\n");
  const Outcome nowhere({ancestor_program("nc"), "nowhere.invalid", "80"});
  CHECK(nowhere.ending == Ending{.status = 1, .signal = 0});
  CHECK(nowhere.err.starts_with("nc: cannot find the host 'nowhere.invalid'"));
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{},
                                                    {"127.0.0.1"},
                                                    {"127.0.0.1", "0"},
                                                    {"127.0.0.1", "x"},
                                                    {"127.0.0.1", "65536"},
                                                    {"127.0.0.1", "80x"},
                                                    {"127.0.0.1", "80", "81"}}) {
    std::vector<std::string> command = arguments;
    command.insert(command.begin(), ancestor_program("nc"));
    CHECK(Outcome(command).ending == Ending{.status = 2, .signal = 0});
  }
}

/// A flag of the open file, which a shell would share.
bool is_blocking(const Fd& fd) { return (::fcntl(fd.get(), F_GETFL) & O_NONBLOCK) == 0; }

TEST_CASE("kit nc: Ctrl-C ends it, and its terminal is as it was") {
  EchoServer server("line");
  Pipe input;
  Pipe output;
  Process client(kit_nc(server.port()), {.in = input.out.get(), .out = output.in.get()});
  const std::string text = "hello\n";
  REQUIRE(::write(input.in.get(), text.data(), text.size()) == 6);
  await_fd(output.out.get(), POLLIN, "the echo");
  CHECK_FALSE(is_blocking(input.out));  // it is at work
  client.signal(SIGINT);
  CHECK(client.wait() == Ending{.status = 130, .signal = 0});
  CHECK(is_blocking(input.out));
  CHECK(is_blocking(output.in));
  server.stop();
}

}  // namespace
}  // namespace kit::test
