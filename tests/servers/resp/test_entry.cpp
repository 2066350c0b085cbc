// An entry: what goes in comes out, whatever form it takes inside.
#include "servers/resp/store/entry.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "servers/resp/protocol/number.hpp"

namespace kit::resp {
namespace {

struct Destroy {
  void operator()(Entry* entry) const noexcept { Entry::destroy(entry); }
};
using Owner = std::unique_ptr<Entry, Destroy>;

std::string value_of(const Entry& entry) {
  if (entry.kind() != Kind::integer) return std::string(entry.text());
  std::string text;
  append_integer(text, entry.number());
  return text;
}

const std::vector<std::string>& texts() {
  static const std::vector<std::string> all{"",
                                            "x",
                                            "7",
                                            "-9223372036854775808",
                                            "9223372036854775807",
                                            "9223372036854775808",
                                            "007",
                                            "-0",
                                            std::string("\0\r\n", 3),
                                            std::string(Entry::longest_embedded, 'e'),
                                            std::string(Entry::longest_embedded + 1, 'b'),
                                            std::string(100'000, 'B')};
  return all;
}

const std::vector<Entry::Deadline>& deadlines() {
  static const std::vector<Entry::Deadline> all{
      {}, 0, -1, 1'700'000'000'000, std::numeric_limits<std::int64_t>::max()};
  return all;
}

TEST_CASE("entry: zeros to write into, and no more room than they need") {
  for (const std::size_t size : {0, 1, 44, 1000, 100'000}) {
    const Owner entry(Entry::zeros("key", size));
    CHECK(entry->key() == "key");
    CHECK((value_of(*entry) == std::string(size, '\0')));
    CHECK(entry->deadline() == std::nullopt);
    CHECK(entry->memory() < size + 128);
    std::fill_n(entry->writable(), size, 'x');
    CHECK((value_of(*entry) == std::string(size, 'x')));
  }
}

TEST_CASE("entry: key, value and deadline are what they were made of") {
  for (const std::string& key : {std::string(), std::string("k"), std::string(300, 'k')})
    for (const std::string& text : texts())
      for (const Entry::Deadline& deadline : deadlines()) {
        const Owner entry(Entry::make(key, text, deadline));
        CHECK(entry->key() == key);
        CHECK((value_of(*entry) == text));
        CHECK(entry->deadline() == deadline);
        CHECK(entry->access() == 0);
      }
}

TEST_CASE("entry: a number is kept as one, a short text within, a long one in a block") {
  CHECK(Owner(Entry::make("k", "12"))->kind() == Kind::integer);
  CHECK(Owner(Entry::make("k", std::int64_t{12}))->number() == 12);
  CHECK(Owner(Entry::make("k", "012"))->kind() == Kind::embedded);
  CHECK(Owner(Entry::make("k", texts()[9]))->kind() == Kind::embedded);
  CHECK(Owner(Entry::make("k", texts()[10]))->kind() == Kind::block);
}

TEST_CASE("entry: any value can become any other, with and without a deadline") {
  for (const std::string& before : texts())
    for (const std::string& after : texts())
      for (const Entry::Deadline& deadline : {deadlines()[0], deadlines()[3]}) {
        Owner entry(Entry::make("the key", before, deadline));
        entry->set_access(0xabcdef);
        entry.reset(entry.release()->with_value(after));
        CHECK(entry->key() == "the key");
        CHECK((value_of(*entry) == after));
        CHECK(entry->deadline() == deadline);
        CHECK(entry->access() == 0xabcdef);
      }
}

TEST_CASE("entry: a value may be made of a part of what it was") {
  for (const std::string& text : {std::string("abcdefgh"), std::string(1000, 'a') + "h"}) {
    Owner entry(Entry::make("k", text));
    Entry* const raw = entry.release();
    entry.reset(raw->with_value(raw->text().substr(3)));
    CHECK((value_of(*entry) == text.substr(3)));
  }
}

TEST_CASE("entry: a deadline comes, changes and goes; all else stays") {
  for (const std::string& text : texts())
    for (const Entry::Deadline& before : deadlines())
      for (const Entry::Deadline& after : deadlines()) {
        Owner entry(Entry::make("key", text, before));
        entry->set_access(77);
        entry.reset(entry.release()->with_deadline(after));
        CHECK(entry->deadline() == after);
        CHECK(entry->key() == "key");
        CHECK((value_of(*entry) == text));
        CHECK(entry->access() == 77);
      }
}

TEST_CASE("entry: another size cuts the text off, or fills it up with zero bytes") {
  for (const std::string& text : texts())
    for (const std::size_t size : {0, 1, 5, 192, 193, 5000}) {
      Owner entry(Entry::make("key", text, 5));
      entry.reset(entry.release()->with_size(size));
      std::string expected = text;
      expected.resize(size);
      CHECK((std::string(entry->text()) == expected));
      CHECK(entry->deadline() == Entry::Deadline(5));
      if (size > 0) entry->writable()[size - 1] = '!';
      if (size > 0) CHECK(entry->text().back() == '!');
    }
}

TEST_CASE("entry: under another key it is the same, and a copy leaves it as it was") {
  for (const std::string& text : texts())
    for (const Entry::Deadline& deadline : deadlines()) {
      Owner entry(Entry::make("the key", text, deadline));
      entry->set_access(77);
      const Owner copy(Entry::copy(*entry, "a longer key", entry->deadline()));
      for (const std::string& key : {std::string(), std::string("k"), std::string(300, 'k')}) {
        entry.reset(entry.release()->with_key(key));
        CHECK(entry->key() == key);
        CHECK((value_of(*entry) == text));
        CHECK(entry->deadline() == deadline);
        CHECK(entry->access() == 77);
      }
      CHECK(copy->key() == "a longer key");
      CHECK((value_of(*copy) == text));
      CHECK(copy->kind() == entry->kind());
      CHECK(copy->deadline() == deadline);
    }
}

TEST_CASE("entry: a text in a block stays in one, however short, and moves with its entry") {
  Owner entry(Entry::make("key", "text"));
  entry.reset(entry.release()->with_size(3));
  REQUIRE(entry->kind() == Kind::block);
  CHECK(Owner(Entry::copy(*entry, "other"))->kind() == Kind::block);
  const char* const before = entry->text().data();
  entry.reset(entry.release()->with_key("another"));
  CHECK(entry->kind() == Kind::block);
  CHECK(entry->text().data() == before);
  CHECK(entry->text() == "tex");
}

TEST_CASE("entry: growing by a byte at a time moves it seldom") {
  Owner entry(Entry::make("key", "text"));
  int moves = 0;
  const char* last = nullptr;
  for (std::size_t size = 1; size <= 100'000; ++size) {
    entry.reset(entry.release()->with_size(size));
    moves += entry->text().data() != last ? 1 : 0;
    last = entry->text().data();
  }
  CHECK(moves <= 40);
}

TEST_CASE(
    "entry: what fits into its memory stays where it is, what would leave it empty does not") {
  Owner entry(Entry::make("a key of 16 byte", std::string(32, 'v')));
  const Entry* const before = entry.get();
  entry.reset(entry.release()->with_value(std::string(32, 'w')));
  CHECK(entry.get() == before);
  entry.reset(entry.release()->with_value(std::string(192, 'w')));
  const std::size_t large = entry->memory();
  entry.reset(entry.release()->with_value("short again"));
  CHECK(entry->memory() < large);
}

TEST_CASE("entry: a key of 16 bytes and a value of 32 take 64 bytes") {
  const Owner entry(Entry::make("a key of 16 byte", std::string(32, 'v')));
  CHECK(entry->memory() <= 64);
  const Owner number(Entry::make("a key of 16 byte", "1234567890"));
  CHECK(number->memory() <= 48);
}

}  // namespace
}  // namespace kit::resp
