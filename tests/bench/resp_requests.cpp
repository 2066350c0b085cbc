#include "tests/bench/resp_requests.hpp"

#include <cstdio>
#include <random>
#include <stdexcept>

#include "tests/bench/resp_collections.hpp"

namespace kit::bench {

namespace {

std::string value_of(const LoadSpec& spec) { return std::string(spec.message_size, 'x'); }

void append_one(std::string& out, const LoadSpec& spec, uint64_t number, uint64_t other) {
  if (const CollectionWords* words = about_collection(spec.words))
    return append_collection_request(out, *words, number, other, value_of(spec));
  switch (spec.words) {
    case Words::ping:
      return append_request(out, {"PING"});
    case Words::get:
      return append_request(out, {"GET", key_text(number)});
    case Words::set:
      return append_request(out, {"SET", key_text(number), value_of(spec)});
    case Words::incr:
      return append_request(out, {"INCR", key_text(number)});
    default:
      throw std::logic_error("these words are no requests of a dialogue");
  }
}

template <class Text>
void append_array(std::string& out, std::span<const Text> words) {
  out += '*' + std::to_string(words.size()) + "\r\n";
  for (const Text& word : words) {
    out += '$' + std::to_string(word.size()) + "\r\n";
    out += word;
    out += "\r\n";
  }
}

}  // namespace

std::string key_text(uint64_t number) {
  char text[32];
  std::snprintf(text, sizeof text, "key:%012llu", static_cast<unsigned long long>(number));
  return text;
}

void append_request(std::string& out, std::initializer_list<std::string_view> words) {
  append_array<std::string_view>(out, words);
}

void append_words(std::string& out, std::span<const std::string> words) {
  append_array<std::string>(out, words);
}

std::string make_requests(const LoadSpec& spec, size_t count) {
  std::mt19937_64 random(20'231'121);
  std::uniform_int_distribution<uint64_t> number(0, spec.keys > 0 ? spec.keys - 1 : 0);
  const bool wants_score = spec.words == Words::zadd;
  std::string requests;
  for (size_t i = 0; i < count; ++i) {
    const uint64_t first = number(random);
    append_one(requests, spec, first, wants_score ? number(random) : 0);
  }
  return requests;
}

std::string first_value(const LoadSpec& spec) {
  return spec.words == Words::incr ? "0" : value_of(spec);
}

std::string expected_reply(const LoadSpec& spec) {
  const std::string value = value_of(spec);
  if (const CollectionWords* words = about_collection(spec.words))
    return collection_reply(*words, value);
  switch (spec.words) {
    case Words::ping:
      return "+PONG\r\n";
    case Words::get:
      return '$' + std::to_string(value.size()) + "\r\n" + value + "\r\n";
    case Words::set:
      return "+OK\r\n";
    case Words::incr:
      return "";
    default:
      throw std::logic_error("these words are no requests of a dialogue");
  }
}

}  // namespace kit::bench
