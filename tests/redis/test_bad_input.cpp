// What a server on a real network gets: announcements, halves, resets, and many of them. Nobody
// else notices, and nothing is kept.
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "tests/redis/servers.hpp"
#include "tests/redis/witness.hpp"

namespace kit::test {
namespace {

using namespace std::string_literals;

constexpr long mebibyte = 1024;  // in kibibytes

/// Waits until the server has closed all connections but those that it had `before`.
void await_descriptors(const RespServer& server, std::size_t before, PingWitness& witness) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience);
  while (server.descriptors() > before && std::chrono::steady_clock::now() < limit) {
    witness.ping();
    std::this_thread::yield();
  }
  CHECK(server.descriptors() == before);
}

TEST_CASE("bad input: what is announced and never comes costs nothing") {
  const RespServer server(Make::ours);
  PingWitness witness(server);
  const long resident = server.memory("VmRSS:");
  const long reserved = server.memory("VmSize:");
  std::vector<RespClient> clients;
  const std::vector<std::string> announcements = {
      "*1048576\r\n", "*2147483647\r\n", "*2\r\n$3\r\nGET\r\n$536870912\r\n",
      "*1000000\r\n$500000000\r\nbegin", "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$536870912\r\nabc"};
  for (int i = 0; i < 100; ++i) {
    clients.push_back(server.connect());
    clients.back().send(announcements[static_cast<std::size_t>(i) % announcements.size()]);
    witness.ping();
  }
  for (int i = 0; i < 100; ++i) witness.ping();
  CHECK(server.memory("VmRSS:") - resident < 16 * mebibyte);
  CHECK(server.memory("VmSize:") - reserved < 256 * mebibyte);
}

TEST_CASE("bad input: counts and lengths beyond every limit are answered, then it is closed") {
  const RespServer server(Make::ours);
  PingWitness witness(server);
  const std::size_t before = server.descriptors();
  const std::vector<std::pair<std::string, std::string>> all = {
      {"*2147483648\r\n", "invalid multibulk length"},
      {"*9223372036854775808\r\n", "invalid multibulk length"},
      {"*1\r\n$536870913\r\n", "invalid bulk length"},
      {"*1\r\n$-2\r\n", "invalid bulk length"},
      {"*1\r\n$99999999999999999999\r\n", "invalid bulk length"},
      {"*1\r\nx", "expected '$', got 'x'"},
      {"GET \"a\r\n", "unbalanced quotes in request"},
      {std::string(64 * 1024 + 1, 'a'), "too big inline request"},
      {"*" + std::string(64 * 1024 + 1, '1'), "too big mbulk count string"},
      {"*1\r\n$" + std::string(64 * 1024 + 1, '1'), "too big bulk count string"},
  };
  for (const auto& [bytes, error] : all) {
    RespClient client = server.connect();
    client.send(bytes.ends_with('x') ? bytes + "\r\n" : bytes);
    CHECK(client.rest() == "-ERR Protocol error: " + error + "\r\n");
    witness.ping();
  }
  await_descriptors(server, before, witness);
}

TEST_CASE("bad input: half a frame and a reset, at every place of the frame") {
  const RespServer server(Make::ours);
  PingWitness witness(server);
  const std::size_t before = server.descriptors();
  const std::string frame = encoded({"SET", "half", "never whole"});
  for (int round = 0; round < 10; ++round) {
    for (std::size_t length = 0; length < frame.size(); ++length) {
      Client client(server.port());
      client.send(frame.substr(0, length));
      client.reset();
    }
    witness.ping();
  }
  await_descriptors(server, before, witness);
  CHECK(server.connect().command("EXISTS half") == ":0\r\n");
}

TEST_CASE("bad input: 3,000 who come and go in every way leave nothing behind") {
  const RespServer server(Make::ours);
  PingWitness witness(server);
  const std::size_t before = server.descriptors();
  long resident = 0;
  for (int i = 0; i < 3000; ++i) {
    // The first ones make the server grow to what it needs.
    if (i == 500) resident = server.memory("VmRSS:");
    Client client(server.port());
    if (i % 4 == 1) client.send("PING\r\n");
    if (i % 4 == 2) client.send("*1\r\n$4\r\nPI");
    if (i % 4 == 3) client.send(encoded({"QUIT"}));
    if (i % 3 == 0) client.reset();
    if (i % 100 == 0) witness.ping();
  }
  await_descriptors(server, before, witness);
  CHECK(server.memory("VmRSS:") - resident < 4 * mebibyte);
}

TEST_CASE("bad input: who reads late gets every byte, and the server does not hold them all") {
  constexpr int replies = 100;
  const RespServer server(Make::ours);
  PingWitness witness(server);
  const std::string value(1'000'000, 'v');
  CHECK(server.connect().command({"SET", "big", value}) == "+OK\r\n");
  const long resident = server.memory("VmRSS:");
  Client late(server.port(), 4096);
  for (int i = 0; i < replies; ++i) late.send(encoded({"GET", "big"}));
  for (int i = 0; i < 100; ++i) witness.ping();
  CHECK(server.memory("VmRSS:") - resident < 32 * mebibyte);
  const std::string wanted = "$1000000\r\n" + value + "\r\n";
  for (int i = 0; i < replies; ++i) {
    CHECK((late.read(wanted.size()) == wanted));
    if (i % 10 == 0) witness.ping();
  }
}

TEST_CASE("bad input: who never reads is cut at his limit") {
  const RespServer server(Make::ours);
  PingWitness witness(server);
  RespClient client = server.connect();
  CHECK(client.command({"SET", "big", std::string(30'000'000, 'v')}) == "+OK\r\n");
  CHECK(client.command("CONFIG SET client-output-buffer-limit \"normal 1mb 0 0\"") == "+OK\r\n");
  const std::size_t before = server.descriptors();
  Client deaf(server.port(), 4096);
  deaf.send(encoded({"GET", "big"}));
  // How the server closes is not promised here, only that it does.
  const std::string report = server.error_line();
  CHECK_MESSAGE(report.find("does not read its replies") != std::string::npos, report);
  await_descriptors(server, before, witness);
}

TEST_CASE("bad input: without descriptors those who are in are served, and then those who wait") {
  const RespServer server(Make::ours, {}, 40);
  PingWitness witness(server);
  std::vector<RespClient> clients;
  for (int i = 0; i < 60; ++i) {
    clients.push_back(server.connect());
    clients.back().send("PING\r\n"s);
    witness.ping();
  }
  for (int i = 0; i < 100; ++i) witness.ping();
  // Each one who leaves makes room for one who waits.
  for (RespClient& client : clients) {
    CHECK(client.reply() == "+PONG\r\n");
    client.socket().finish();
    CHECK(client.rest() == "");
    witness.ping();
  }
  CHECK(server.connect().command("PING") == "+PONG\r\n");
}

}  // namespace
}  // namespace kit::test
