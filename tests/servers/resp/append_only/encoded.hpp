// What the tests of encoded sets share: a key as the commands that make it anew, byte for byte.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "servers/resp/append_only/encode.hpp"
#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {

/// One command, as the file has it.
inline std::string words(std::initializer_list<std::string_view> all) {
  std::string out;
  append_command(out, all);
  return out;
}

/// What makes the key of database 0 anew.
inline std::string encoded(Bench& bench, std::string_view key) {
  CommandStream stream;
  stream.add_entry(0, *bench.instance.keyspace[0].find(key));
  return stream.bytes();
}

}  // namespace kit::resp
