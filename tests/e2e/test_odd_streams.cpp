// The clients with standard streams that are not what one thinks of first: a full disk, a folder, a
// terminal that others share, none at all.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "loop/os/socket.hpp"
#include "tests/e2e/echo_server.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/terminal.hpp"

namespace kit::test {
namespace {

const Ending good{.status = 0, .signal = 0};
const Ending bad{.status = 1, .signal = 0};

std::vector<std::string> nc(std::uint16_t port) {
  return {ancestor_program("nc"), "127.0.0.1", std::to_string(port)};
}

/// Runs `command` by a line of a shell, in which it is called "$0" "$@".
std::vector<std::string> in_shell(const std::string& line, std::vector<std::string> command) {
  command.insert(command.begin(), {"/bin/sh", "-c", line});
  return command;
}

/// `command`, whose files may grow to 16 blocks of 512 or of 1024 bytes. Beyond that, write(2) says
/// EFBIG.
std::vector<std::string> with_small_files(std::vector<std::string> command) {
  return in_shell("trap '' XFSZ; ulimit -f 16; exec \"$0\" \"$@\"", std::move(command));
}

/// A listener of the test's own, which nc finds, and the connection that it gets.
struct OwnServer {
  std::uint16_t port() const { return os_net().sockname(listener.get()).port(); }
  void accept() {
    await_fd(listener.get(), POLLIN, "somebody to connect");
    Address peer;
    const IoResult accepted = os_net().accept(listener.get(), peer);
    REQUIRE(accepted.is_ok());
    connection = Socket(os_net(), accepted.fd());
  }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      await_fd(connection.get(), POLLOUT, "somebody to read");
      const IoResult sent = os_net().send(connection.get(), bytes);
      REQUIRE(sent.is_ok());
      bytes.remove_prefix(sent.bytes());
    }
  }
  void finish() { REQUIRE(os_net().shutdown_write(connection.get()).is_ok()); }
  /// Until the other end says FIN.
  std::string rest() {
    std::string all;
    std::vector<std::byte> room(65536);
    for (;;) {
      await_fd(connection.get(), POLLIN, "somebody to finish");
      const IoResult got = os_net().recv(connection.get(), room);
      REQUIRE(got.is_ok());
      if (got.bytes() == 0) return all;
      all.append(reinterpret_cast<const char*>(room.data()), got.bytes());
    }
  }
  Socket listener = listen_on(os_net(), any_port(), 1);
  Socket connection;
};

TEST_CASE("streams: no room for the output is an error, however late it comes") {
  // 40000 bytes are here, and the server has gone, before the first byte does not fit.
  for (const std::size_t size : {40'000, 3'000'000}) {
    for (const std::string name : {"nc", "http_get"}) {
      CAPTURE(size);
      CAPTURE(name);
      const Folder folder;
      const Fd out(::open((folder / "out").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
      OwnServer server;
      const std::string url = "http://127.0.0.1:" + std::to_string(server.port()) + "/";
      const std::vector<std::string> command =
          name == "nc" ? nc(server.port())
                       : std::vector<std::string>{ancestor_program("http_get"), url};
      Process client(with_small_files(command), {.out = out.get()});
      client.close_in();
      server.accept();
      if (name == "http_get") await_fd(server.connection.get(), POLLIN, "the request");
      const std::string head = name == "nc" ? "" : "HTTP/1.0 200 OK\r\n\r\n";
      const std::string bytes = pattern(size);
      // The large one is not read to its end: the error comes first.
      (void)os_net().send(server.connection.get(), head + bytes);
      if (size < 65'536) server.finish();
      CHECK(client.wait() == bad);
      const std::string line = client.err_rest();
      CHECK(line.starts_with(name + ": "));
      CHECK(line.find("File too large") != std::string::npos);
      CHECK(std::filesystem::file_size(folder / "out") >= 16 * 512);
    }
  }
}

TEST_CASE("kit nc: an input that cannot be read is an error; the server's words are shown") {
  EchoServer server("protocol");
  const Folder folder;
  const Fd in(::open((folder / "").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  REQUIRE(in);
  Process client(nc(server.port()), {.in = in.get()});
  CHECK(client.out_rest() ==
        "Welcome to Echo Server!\r\nCommands: TIME, QUIT, or any text for echo\r\n");
  CHECK(client.wait() == bad);
  const std::string line = client.err_rest();
  CHECK(line.starts_with("nc: "));
  CHECK(line.find("Is a directory") != std::string::npos);
  server.stop();
}

TEST_CASE("kit nc: a server that finishes first has not got all of the input") {
  const Folder folder;
  std::ofstream(folder / "in", std::ios::binary) << pattern(20'000'000);
  const Fd in(::open((folder / "in").c_str(), O_RDONLY | O_CLOEXEC));
  OwnServer server;
  Process client(nc(server.port()), {.in = in.get()});
  server.accept();
  server.send("enough\n");
  server.finish();
  CHECK(client.out_line() == "enough");
  CHECK(server.rest().size() < 20'000'000);  // what it had read already
  CHECK(client.wait() == bad);
  CHECK(client.err_rest() == "nc: the server has finished: the rest of the input was not sent\n");
}

/// As a shell starts it: one open file for all three streams.
Streams all_of(const Terminal& terminal) {
  return {.in = terminal.slave.get(), .out = terminal.slave.get()};
}

TEST_CASE("kit nc: its terminal is blocking all the time, whatever ends it") {
  EchoServer server("line");
  for (const int signal : {SIGQUIT, SIGKILL, SIGINT}) {
    CAPTURE(signal);
    const Terminal terminal;
    Process client(nc(server.port()), all_of(terminal));
    terminal.write("hello\n");
    CHECK(terminal.read(13) == "Echo: hello\r\n");
    CHECK_FALSE(is_nonblocking(terminal.slave.get()));
    client.signal(signal);
    CHECK(client.wait() == (signal == SIGINT ? Ending{.status = 130, .signal = 0}
                                             : Ending{.status = -1, .signal = signal}));
    CHECK_FALSE(is_nonblocking(terminal.slave.get()));
  }
  server.stop();
}

TEST_CASE("streams: a client that is started without them") {
  EchoServer server("line");
  const std::vector<std::string> command = nc(server.port());
  // No input is an empty one; what cannot be shown goes nowhere, least of all to the server.
  for (const std::string closed :
       {"<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"}) {
    CAPTURE(closed);
    Process client(in_shell("exec \"$0\" \"$@\" " + closed, command));
    if (closed.find('<') == closed.npos) client.write("hello\n");
    client.close_in();
    const bool talks =
        closed.find('<') == closed.npos && closed.find(">&- ") != 0 && closed != ">&-";
    CHECK(client.out_rest() == (talks ? "Echo: hello\r\n" : ""));
    CHECK(client.err_rest() == "");
    CHECK(client.wait() == good);
  }
  server.stop();
}

TEST_CASE("streams: a server that is started without them prints nothing into a connection") {
  const Folder folder;
  const std::string path = folder / "echo.sock";
  Process server(in_shell("exec \"$0\" \"$@\" <&- >&- 2>&-",
                          echo_command({"--host", path, "--log-level", "debug"})));
  std::vector<Client> clients;
  while (clients.size() < 5) clients.push_back(connect_when_listening(Address::unix_path(path)));
  clients.front().reset();
  for (std::size_t i = 1; i < clients.size(); ++i) {
    CHECK(clients[i].echo("hello\n") == "hello\n");
    clients[i].finish();
    CHECK(clients[i].rest() == "");
  }
  server.signal(SIGTERM);
  CHECK(server.wait() == good);
}

}  // namespace
}  // namespace kit::test
