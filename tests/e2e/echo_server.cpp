#include "tests/e2e/echo_server.hpp"

#include <doctest/doctest.h>

#include <charconv>
#include <utility>

namespace kit::test {
namespace {

constexpr std::string_view first_words = "listening on ";

}  // namespace

std::string echo_program() { return KIT_SERVERS "/echo"; }
std::string ancestor_program(const std::string& name) { return KIT_SERVERS "/" + name; }

std::vector<std::string> echo_command(std::vector<std::string> options) {
  options.insert(options.begin(), {echo_program(), "--port", "0"});
  return options;
}

std::vector<std::string> ancestor(const std::string& name, std::vector<std::string> options) {
  options.insert(options.begin(), {ancestor_program(name), "--port", "0"});
  return options;
}

std::vector<std::string> with_descriptors(int limit, std::vector<std::string> command) {
  const std::string script = "ulimit -n " + std::to_string(limit) + " && exec \"$0\" \"$@\"";
  command.insert(command.begin(), {"/bin/sh", "-c", script});
  return command;
}

EchoServer::EchoServer(std::vector<std::string> command, const Streams& streams)
    : process_(std::move(command), streams) {
  const std::string line = process_.out_line().value_or("");
  if (!line.starts_with(first_words)) FAIL("the server did not start: ", line, process_.err_rest());
  address_ = line.substr(first_words.size());
  port_ = port_in(line);
}

std::string EchoServer::session(std::string_view bytes) const {
  Client client = connect();
  client.send(bytes);
  client.finish();
  return client.rest();
}

void EchoServer::stop_with(int signal) {
  process_.signal(signal);
  CHECK(complaints() == "");
  CHECK(process_.wait() == Ending{.status = 0, .signal = 0});
}

std::string EchoServer::complaints() {
  std::string all;
  while (const std::optional<std::string> line = process_.err_line())
    if (line->find("stopping: ") == line->npos) all += *line + "\n";
  return all;
}

std::uint16_t port_in(const std::string& line) {
  std::uint16_t port = 0;
  const std::size_t colon = line.rfind(':');
  if (colon != line.npos) std::from_chars(line.data() + colon + 1, line.data() + line.size(), port);
  return port;
}

}  // namespace kit::test
