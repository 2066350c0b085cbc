#include "tests/bench/resp_supplies.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "tests/bench/resp_collections.hpp"
#include "tests/bench/resp_requests.hpp"

namespace kit::bench {

namespace {

// In one command: some kilobytes.
constexpr uint64_t elements_in_a_command = 100;

Supply strings(const LoadSpec& spec) {
  const auto append = [value = first_value(spec)](std::string& out, uint64_t number) {
    append_request(out, {"SET", key_text(number), value});
  };
  return {spec.keys, append, "+OK\r\n"};
}

Supply small_hashes(const LoadSpec& spec) {
  const auto append = [value = std::string(spec.message_size, 'x')](std::string& out,
                                                                    uint64_t number) {
    append_request(out, {"HSET", key_text(number), "field1", value, "field2", value, "field3",
                         value, "field4", value, "field5", value});
  };
  return {spec.keys, append, ":5\r\n"};
}

Supply elements(const LoadSpec& spec, Collection collection) {
  const auto append = [collection, keys = spec.keys, value = std::string(spec.message_size, 'x')](
                          std::string& out, uint64_t number) {
    const uint64_t first = number * elements_in_a_command;
    const uint64_t end = std::min<uint64_t>(keys, first + elements_in_a_command);
    append_elements(out, collection, first, end, keys, value);
  };
  return {(spec.keys + elements_in_a_command - 1) / elements_in_a_command, append, ""};
}

}  // namespace

Supply supply_of(const LoadSpec& spec) {
  if (const CollectionWords* words = about_collection(spec.words))
    return elements(spec, words->collection);
  return spec.words == Words::small_hashes ? small_hashes(spec) : strings(spec);
}

void supply_run(uint16_t port, const LoadSpec& spec) {
  const CollectionWords* words = about_collection(spec.words);
  if (words == nullptr) return;
  const auto remove = [key = key_of(words->collection)](std::string& out, uint64_t) {
    append_request(out, {"DEL", key});
  };
  fill(port, Supply{1, remove, ":#\r\n"});
  if (words->on_stock) fill(port, supply_of(spec));
}

}  // namespace kit::bench
