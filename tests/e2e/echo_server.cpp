#include "tests/e2e/echo_server.hpp"

#include <doctest/doctest.h>

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

}  // namespace kit::test
