// Batches: which commands are read together, and what they are.
#include "servers/resp/server/batch.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace kit::resp {
namespace {

/// What was read, batch after batch: "[PING|a b]" is one batch, then comes the status. `last` as
/// for Batch.
std::string read_all(std::string_view bytes, const Command*& last) {
  const RequestLimits limits;
  RequestParser parser;
  std::string text;
  for (;;) {
    Batch batch(last);
    const Request request = batch.read(parser, bytes, limits);
    char before = '[';
    for (const Batch::Item& item : batch.items()) {
      text += before;
      for (const std::string_view word : item.arguments)
        text.append(word.data() == item.arguments[0].data() ? "" : " ").append(word);
      CHECK(item.command == find_command(item.arguments[0]));
      before = '|';
    }
    if (!batch.items().empty()) text += ']';
    bytes.remove_prefix(batch.end());
    if (request.status == RequestStatus::command && !bytes.empty()) continue;
    if (!bytes.empty()) text += request.status == RequestStatus::error ? "!" : "...";
    return text;
  }
}

std::string read_all(std::string_view bytes) {
  const Command* last = nullptr;
  return read_all(bytes, last);
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  while (times-- > 0) all += text;
  return all;
}

TEST_CASE("a batch takes what has come, sixteen commands at most") {
  CHECK(read_all("*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nPI") == "[PING]...");
  CHECK(read_all("*2\r\n$3\r\nget\r\n$1\r\nb\r\n*1\r\n$4\r\nPING\r\n*x\r\n") == "[get b|PING]!");
  CHECK(read_all(repeated("*1\r\n$4\r\nPING\r\n", 40)) == "[" + repeated("PING|", 15) + "PING][" +
                                                              repeated("PING|", 15) + "PING][" +
                                                              repeated("PING|", 7) + "PING]");
}

TEST_CASE("a typed line is a batch of its own: its words stand in the parser") {
  CHECK(read_all("PING\r\nGET \"a\"\r\nPI") == "[PING][GET a]...");
}

TEST_CASE("a batch ends with the command that has more words than there is room for") {
  std::string many = "*100\r\n$4\r\nMGET\r\n" + repeated("$1\r\nk\r\n", 99);
  const std::string ping = "*1\r\n$4\r\nPING\r\n";
  CHECK(read_all(ping + many + ping) == "[PING|MGET" + repeated(" k", 99) + "][PING]");
  // As many as fit: the last of them fills the room to the brim.
  const std::string half = "*48\r\n$4\r\nMGET\r\n" + repeated("$1\r\nk\r\n", 47);
  const std::string told = "MGET" + repeated(" k", 47);
  CHECK(read_all(half + half + half + ping) == "[" + told + "|" + told + "|" + told + "][PING]");
}

TEST_CASE("what a client has run last is not taken for what it says next") {
  const Command* last = find_command("get");
  CHECK(read_all("*1\r\n$4\r\nPING\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\n", last) == "[PING|GET k]");
  CHECK(last == find_command("GET"));
  CHECK(read_all("nothing\r\nping\r\nPinG\r\n", last) == "[nothing][ping][PinG]");
  CHECK(last == find_command("ping"));
}

}  // namespace
}  // namespace kit::resp
