#include "tests/bench/resp_collections.hpp"

#include <cstdio>
#include <vector>

#include "tests/bench/resp_requests.hpp"

namespace kit::bench {

namespace {

constexpr CollectionWords all_words[] = {
    {Words::lpush, Collection::list, "LPUSH", true, nullptr, false},
    {Words::rpush, Collection::list, "RPUSH", true, nullptr, false},
    {Words::lpop, Collection::list, "LPOP", false, nullptr, true},
    {Words::rpop, Collection::list, "RPOP", false, nullptr, true},
    {Words::sadd, Collection::set, "SADD", true, nullptr, false},
    {Words::spop, Collection::set, "SPOP", false, nullptr, true},
    {Words::hset, Collection::hash, "HSET", true, nullptr, false},
    {Words::zadd, Collection::sorted_set, "ZADD", true, nullptr, false},
    {Words::zpopmin, Collection::sorted_set, "ZPOPMIN", false, nullptr, true},
    {Words::lrange_100, Collection::list, "LRANGE", false, "99", true},
    {Words::lrange_600, Collection::list, "LRANGE", false, "599", true},
    {Words::del_list, Collection::list, "DEL", false, nullptr, true},
    {Words::del_hash, Collection::hash, "DEL", false, nullptr, true},
    {Words::del_set, Collection::set, "DEL", false, nullptr, true},
    {Words::del_sorted_set, Collection::sorted_set, "DEL", false, nullptr, true},
    {Words::smembers, Collection::set, "SMEMBERS", false, nullptr, true},
    {Words::zrange_all, Collection::sorted_set, "ZRANGE", false, "-1", true},
    {Words::lrange_all, Collection::list, "LRANGE", false, "-1", true},
};

constexpr const char* keys[] = {"mylist", "myhash", "myset", "myzset"};
constexpr const char* additions[] = {"RPUSH", "HSET", "SADD", "ZADD"};

std::string twelve_digits(uint64_t number) {
  char text[32];
  std::snprintf(text, sizeof text, "%012llu", static_cast<unsigned long long>(number));
  return text;
}

// The arguments that name an element where one is added.
void add_element(std::vector<std::string>& words, Collection collection, uint64_t element,
                 uint64_t score, const std::string& value) {
  if (collection == Collection::list) return words.push_back(value);
  if (collection == Collection::sorted_set) words.push_back(twelve_digits(score));
  words.push_back(element_text(element));
  if (collection == Collection::hash) words.push_back(value);
}

std::string bulk(const std::string& text) {
  return '$' + std::to_string(text.size()) + "\r\n" + text + "\r\n";
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

const CollectionWords* about_collection(Words words) {
  for (const CollectionWords& each : all_words)
    if (each.words == words) return &each;
  return nullptr;
}

bool is_removal(const CollectionWords& words) { return words.command == std::string_view("DEL"); }

std::string_view key_of(Collection collection) { return keys[static_cast<int>(collection)]; }

std::string element_text(uint64_t number) { return "element:" + twelve_digits(number); }

void append_collection_request(std::string& out, const CollectionWords& words, uint64_t element,
                               uint64_t score, const std::string& value) {
  std::vector<std::string> request{words.command, std::string(key_of(words.collection))};
  if (words.with_element) add_element(request, words.collection, element, score, value);
  if (words.range != nullptr) request.insert(request.end(), {"0", words.range});
  append_words(out, request);
}

std::string collection_reply(const CollectionWords& words, const std::string& value) {
  switch (words.words) {
    case Words::lpop:
    case Words::rpop:
      return bulk(value);
    case Words::spop:
      return element_reply(Collection::set, value);
    case Words::zpopmin:
      return "*2\r\n" + element_reply(Collection::sorted_set, value) + "$#\r\n#\r\n";
    case Words::lrange_100:
      return "*100\r\n" + repeated(bulk(value), 100);
    case Words::lrange_600:
      return "*600\r\n" + repeated(bulk(value), 600);
    default:
      return ":#\r\n";
  }
}

std::string element_reply(Collection collection, const std::string& value) {
  return collection == Collection::list ? bulk(value) : "$20\r\nelement:#\r\n";
}

void append_elements(std::string& out, Collection collection, uint64_t first, uint64_t end,
                     uint64_t end_of_scores, const std::string& value) {
  constexpr uint64_t scatter = 7'368'787;  // a prime: neighbours get scores that lie far apart
  std::vector<std::string> words{additions[static_cast<int>(collection)],
                                 std::string(key_of(collection))};
  for (uint64_t i = first; i < end; ++i)
    add_element(words, collection, i, i * scatter % end_of_scores, value);
  append_words(out, words);
}

}  // namespace kit::bench
