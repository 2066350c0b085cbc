// What the RESP benchmark asks: whole commands of one size, on keys of its keyspace, the same in
// every run.
#include <doctest/doctest.h>

#include <set>
#include <stdexcept>
#include <string>

#include "tests/bench/dialogue.hpp"
#include "tests/bench/resp_requests.hpp"

namespace kit::bench {
namespace {

LoadSpec spec_of(Words words, size_t message_size = 3) {
  LoadSpec spec;
  spec.connections = 50;
  spec.depth = 16;
  spec.words = words;
  spec.message_size = message_size;
  spec.keys = 100'000;
  return spec;
}

TEST_CASE("bench: keys look as redis-benchmark's") {
  CHECK(key_text(0) == "key:000000000000");
  CHECK(key_text(12'345) == "key:000000012345");
}

TEST_CASE("bench: a request is an array of bulk strings") {
  std::string text;
  append_request(text, {"SET", "key:000000012345", "xxx"});
  append_request(text, {"PING"});
  CHECK(text == "*3\r\n$3\r\nSET\r\n$16\r\nkey:000000012345\r\n$3\r\nxxx\r\n*1\r\n$4\r\nPING\r\n");
}

TEST_CASE("bench: requests of every kind, and what they are answered with") {
  const std::string key = key_text(0);
  const auto with_one_key = [](Words words) {
    LoadSpec spec = spec_of(words);
    spec.keys = 1;
    return make_requests(spec, 1);
  };
  CHECK(with_one_key(Words::ping) == "*1\r\n$4\r\nPING\r\n");
  CHECK(with_one_key(Words::get) == "*2\r\n$3\r\nGET\r\n$16\r\n" + key + "\r\n");
  CHECK(with_one_key(Words::set) == "*3\r\n$3\r\nSET\r\n$16\r\n" + key + "\r\n$3\r\nxxx\r\n");
  CHECK(with_one_key(Words::incr) == "*2\r\n$4\r\nINCR\r\n$16\r\n" + key + "\r\n");
  CHECK(expected_reply(spec_of(Words::ping)) == "+PONG\r\n");
  CHECK(expected_reply(spec_of(Words::get)) == "$3\r\nxxx\r\n");
  CHECK(expected_reply(spec_of(Words::set)) == "+OK\r\n");
  CHECK(expected_reply(spec_of(Words::incr)) == "");
  CHECK(first_value(spec_of(Words::get)) == "xxx");
  CHECK(first_value(spec_of(Words::set, 1024)) == std::string(1024, 'x'));
  CHECK(first_value(spec_of(Words::incr)) == "0");
}

TEST_CASE("bench: an echo has neither requests nor replies") {
  CHECK_THROWS_AS(make_requests(spec_of(Words::echo), 1), std::logic_error);
  CHECK_THROWS_AS(expected_reply(spec_of(Words::echo)), std::logic_error);
}

TEST_CASE("bench: keys are drawn from the whole keyspace, and no others") {
  LoadSpec spec = spec_of(Words::get);
  spec.keys = 100;
  const std::string requests = make_requests(spec, 5'000);
  std::set<std::string> keys;
  for (size_t at = requests.find("key:"); at != requests.npos; at = requests.find("key:", at + 1))
    keys.insert(requests.substr(at, 16));
  CHECK(keys.size() == 100);
  CHECK(*keys.begin() == key_text(0));
  CHECK(*keys.rbegin() == key_text(99));
}

TEST_CASE("bench: the same requests in every run, all of one size") {
  const LoadSpec spec = spec_of(Words::set);
  const std::string requests = make_requests(spec, 1'000);
  CHECK(requests == make_requests(spec, 1'000));
  const size_t size = requests.size() / 1'000;
  for (size_t at = 0; at < requests.size(); at += size) CHECK(requests.substr(at, 3) == "*3\r");
  CHECK(requests.size() == 1'000 * size);
}

/// What a connection says, piece after piece, from a byte of its stream on.
std::string stream_of(const Dialogue& dialogue, size_t connection, uint64_t from, size_t size) {
  std::string said;
  while (said.size() < size) said += dialogue.said(connection, from + said.size());
  said.resize(size);
  return said;
}

TEST_CASE("bench: a connection's stream is one request after the other, without an end") {
  const LoadSpec spec = spec_of(Words::get);
  const auto dialogue = make_resp_dialogue(spec);
  const size_t size = dialogue->request_size();
  CHECK(size == make_requests(spec, 1).size());
  const std::string head = "*2\r\n$3\r\nGET\r\n$16\r\nkey:";
  for (const size_t connection : {0, 1, 49}) {
    const std::string said = stream_of(*dialogue, connection, 0, 70'000 * size);
    size_t whole = 0;
    for (size_t at = 0; at < said.size(); at += size)
      whole += said.compare(at, head.size(), head) == 0;
    CHECK(whole == 70'000);
    // It does not matter where a short write ended.
    CHECK(stream_of(*dialogue, connection, 17, 1'000) == said.substr(17, 1'000));
  }
  CHECK(stream_of(*dialogue, 0, 0, 10 * size) != stream_of(*dialogue, 1, 0, 10 * size));
}

TEST_CASE("bench: every connection hears its own replies") {
  const auto dialogue = make_resp_dialogue(spec_of(Words::set));
  CHECK(dialogue->hear(0, "+OK\r\n+O") == 1);
  CHECK(dialogue->hear(1, "+OK\r\n") == 1);
  CHECK(dialogue->hear(0, "K\r\n") == 1);
  CHECK_THROWS_AS(dialogue->hear(1, "K\r\n"), std::runtime_error);
}

}  // namespace
}  // namespace kit::bench
