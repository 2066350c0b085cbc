// What the RESP client asks of one collection, in redis-benchmark's words: `mylist`, `myhash`,
// `myset` and `myzset`, with elements `element:000000012345` (lists: the value).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tests/bench/load.hpp"

namespace kit::bench {

enum class Collection { list, hash, set, sorted_set };

struct CollectionWords {
  Words words;
  Collection collection;
  const char* command;
  bool with_element;  // what is asked names an element (and its score, or its value)
  const char* range;  // the last index, of an order that takes a range from the first on; or null
  bool on_stock;      // what is asked needs elements: they are there when a run begins
};

// Null: these words are not about one collection.
const CollectionWords* about_collection(Words words);

// What is asked ends the collection.
bool is_removal(const CollectionWords& words);

std::string_view key_of(Collection collection);

// `element:000000012345`: 20 bytes.
std::string element_text(uint64_t number);

// One request: the words', about that element. A sorted set's scores are written in 12 digits.
void append_collection_request(std::string& out, const CollectionWords& words, uint64_t element,
                               uint64_t score, const std::string& value);

// What it is answered with, as ReplyCheck wants it.
std::string collection_reply(const CollectionWords& words, const std::string& value);

// What follows the head of an array of all elements, for each of them.
std::string element_reply(Collection collection, const std::string& value);

// Puts the elements `first` to `end` - 1 into the collection, in one command. Scores are spread
// over 0 to `end_of_scores` - 1, in no order.
void append_elements(std::string& out, Collection collection, uint64_t first, uint64_t end,
                     uint64_t end_of_scores, const std::string& value);

}  // namespace kit::bench
