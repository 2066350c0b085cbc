#include "tests/bench/resp_requests.hpp"

#include <cstdio>
#include <random>
#include <stdexcept>

namespace kit::bench {

namespace {

void append_one(std::string& out, const LoadSpec& spec, const std::string& key,
                const std::string& value) {
  switch (spec.words) {
    case Words::ping:
      return append_request(out, {"PING"});
    case Words::get:
      return append_request(out, {"GET", key});
    case Words::set:
      return append_request(out, {"SET", key, value});
    case Words::incr:
      return append_request(out, {"INCR", key});
    case Words::echo:
      break;
  }
  throw std::logic_error("an echo has no requests");
}

std::string value_of(const LoadSpec& spec) { return std::string(spec.message_size, 'x'); }

}  // namespace

std::string key_text(uint64_t number) {
  char text[32];
  std::snprintf(text, sizeof text, "key:%012llu", static_cast<unsigned long long>(number));
  return text;
}

void append_request(std::string& out, std::initializer_list<std::string_view> words) {
  out += '*' + std::to_string(words.size()) + "\r\n";
  for (const std::string_view word : words) {
    out += '$' + std::to_string(word.size()) + "\r\n";
    out += word;
    out += "\r\n";
  }
}

std::string make_requests(const LoadSpec& spec, size_t count) {
  std::mt19937_64 random(20'231'121);
  std::uniform_int_distribution<uint64_t> number(0, spec.keys > 0 ? spec.keys - 1 : 0);
  const std::string value = value_of(spec);
  std::string requests;
  for (size_t i = 0; i < count; ++i) append_one(requests, spec, key_text(number(random)), value);
  return requests;
}

std::string first_value(const LoadSpec& spec) {
  return spec.words == Words::incr ? "0" : value_of(spec);
}

std::string expected_reply(const LoadSpec& spec) {
  const std::string value = value_of(spec);
  switch (spec.words) {
    case Words::ping:
      return "+PONG\r\n";
    case Words::get:
      return '$' + std::to_string(value.size()) + "\r\n" + value + "\r\n";
    case Words::set:
      return "+OK\r\n";
    case Words::incr:
      return "";
    case Words::echo:
      break;
  }
  throw std::logic_error("an echo has no replies");
}

}  // namespace kit::bench
