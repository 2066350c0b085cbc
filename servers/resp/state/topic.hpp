// Topic: what an event of the keyspace is about.
#pragma once

#include <cstdint>

namespace kit::resp {

/// The letters of the parameter notify-keyspace-events.
enum class Topic : char {
  generic = 'g',
  string = '$',
  list = 'l',
  set = 's',
  hash = 'h',
  sorted_set = 'z',
  expired = 'x',
  evicted = 'e',
  new_key = 'n',
  key_miss = 'm',
};

}  // namespace kit::resp
