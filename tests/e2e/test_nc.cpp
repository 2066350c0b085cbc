// The same with the tool that people have: nc. -N says FIN when its stdin ends. And with the kit's
// own, for those who have none.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include "tests/e2e/echo_server.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/folder.hpp"

namespace kit::test {
namespace {

std::vector<std::string> nc(const EchoServer& server) {
  return {"nc", "-N", "127.0.0.1", std::to_string(server.port())};
}

void over_both_ncs(
    const std::function<void(std::vector<std::string> (*command)(const EchoServer&))>& test) {
  test(nc);
  test([](const EchoServer& server) {
    return std::vector<std::string>{ancestor_program("nc"), "127.0.0.1",
                                    std::to_string(server.port())};
  });
}

/// What nc prints for `input`, until the server and its stdin have ended.
std::string nc_session(std::vector<std::string> command, std::string_view input) {
  Process process(std::move(command));
  process.write(input);
  process.close_in();
  std::string output = process.out_rest();
  CHECK(process.err_rest() == "");
  CHECK(process.wait() == Ending{.status = 0, .signal = 0});
  return output;
}

TEST_CASE("nc: the dialogue of the protocol style, typed line by line") {
  over_both_ncs([](auto* command) {
    EchoServer server("protocol");
    Process client(command(server));
    CHECK(client.out_line() == "Welcome to Echo Server!\r");
    CHECK(client.out_line() == "Commands: TIME, QUIT, or any text for echo\r");
    client.write("hello\n");
    CHECK(client.out_line() == "Echo: hello\r");
    client.write("help\n");
    CHECK(client.out_line() == "Commands: TIME, QUIT, HELP\r");
    client.write("  spaced  out \n");
    CHECK(client.out_line() == "Echo: spaced  out\r");
    client.write("TIME\n");
    CHECK(client.out_line().value_or("").starts_with("Server time: 2"));
    client.write("quit\n");
    CHECK(client.out_line() == "Goodbye!\r");
    client.close_in();  // as long as its stdin is open, this nc waits for more to send
    CHECK(client.out_line() == std::nullopt);
    CHECK(client.wait() == Ending{.status = 0, .signal = 0});
    server.stop();
  });
}

TEST_CASE("nc: the three styles, from a pipe") {
  over_both_ncs([](auto* command) {
    EchoServer protocol("protocol");
    CHECK(nc_session(command(protocol), "a\nb\npartial") ==
          "Welcome to Echo Server!\r\nCommands: TIME, QUIT, or any text for echo\r\n"
          "Echo: a\r\nEcho: b\r\nEcho: partial\r\n");
    protocol.stop();
    EchoServer line("line");
    CHECK(nc_session(command(line), "a\r\n b \nc") == "Echo: a\r\nEcho: b\r\nEcho: c\r\n");
    line.stop();
    EchoServer raw("raw");
    CHECK(nc_session(command(raw), "a\r\n b \nc") == "a\r\n b \nc");
    raw.stop();
  });
}

TEST_CASE("nc: 10 MB through a file, there and back") {
  over_both_ncs([](auto* command) {
    const Folder folder;
    const std::string bytes = pattern(10'000'000);
    std::ofstream(folder / "in", std::ios::binary) << bytes;
    const Fd in(::open((folder / "in").c_str(), O_RDONLY | O_CLOEXEC));
    const Fd out(::open((folder / "out").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    EchoServer server("raw");
    Process client(command(server), {.in = in.get(), .out = out.get()});
    CHECK(client.wait() == Ending{.status = 0, .signal = 0});
    std::ifstream file(folder / "out", std::ios::binary);
    const std::string back(std::istreambuf_iterator<char>(file), {});
    CHECK(back.size() == bytes.size());
    CHECK((back == bytes));
    server.stop();
  });
}

TEST_CASE("nc: a Unix socket, which is gone when the server is") {
  const Folder folder;
  const std::string path = folder / "echo.sock";
  EchoServer server(echo_command({"--host", path, "--style", "line"}));
  CHECK(server.address() == "unix:" + path);
  CHECK(nc_session({"nc", "-N", "-U", path}, "over a path\n") == "Echo: over a path\r\n");
  Client client(Address::unix_path(path));
  client.send("by hand\n");
  CHECK(client.line() == "Echo: by hand\r\n");
  server.stop();
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("nc: a Unix socket that a killed server left behind is in nobody's way") {
  const Folder folder;
  const std::string path = folder / "echo.sock";
  {
    EchoServer killed(echo_command({"--host", path}));
    killed.process().signal(SIGKILL);
    killed.process().wait();
  }
  CHECK(std::filesystem::exists(path));
  EchoServer server(echo_command({"--host", path, "--style", "line"}));
  CHECK(nc_session({"nc", "-N", "-U", path}, "again\n") == "Echo: again\r\n");
  server.stop();
}

}  // namespace
}  // namespace kit::test
