// What the RESP client says, put together in advance.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "tests/bench/load.hpp"

namespace kit::bench {

// `key:000000012345`, as redis-benchmark writes it: 16 bytes.
std::string key_text(uint64_t number);

// A command as clients send it: `*2\r\n$3\r\nGET\r\n$16\r\nkey:000000012345\r\n`.
void append_request(std::string& out, std::initializer_list<std::string_view> words);

// The same for words that are put together while the program runs.
void append_words(std::string& out, std::span<const std::string> words);

// `count` requests of `spec`, all of one size, with keys drawn from its keyspace. The same in every
// run, so that all servers have the same to do.
std::string make_requests(const LoadSpec& spec, size_t count);

// What every key holds before the load begins.
std::string first_value(const LoadSpec& spec);

// What each of the requests must be answered with, as ReplyCheck wants it.
std::string expected_reply(const LoadSpec& spec);

}  // namespace kit::bench
