#include "tests/redis/likeness.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/redis/reply.hpp"

namespace kit::test {
namespace {

constexpr std::array<std::pair<std::string_view, Likeness>, 11> names = {{
    {"~order", Likeness::order},
    {"~pairs", Likeness::pairs},
    {"~chosen", Likeness::chosen},
    {"~encoding", Likeness::encoding},
    {"~kind", Likeness::kind},
    {"~seconds", Likeness::seconds},
    {"~milliseconds", Likeness::milliseconds},
    {"~type", Likeness::type},
    {"~fields", Likeness::fields},
    {"~fewer", Likeness::fewer},
    {"!=", Likeness::differs},
}};

bool is_leaf(const Reply& reply) { return reply.items.empty(); }

/// Without the order of items. A map's are pairs, always; with `pairs` so are those of an array
/// that holds no other.
std::string sorted(Reply reply, bool pairs = false) {
  const bool leaves = std::all_of(reply.items.begin(), reply.items.end(), is_leaf);
  const bool paired = reply.type == '%' || (pairs && leaves && reply.items.size() % 2 == 0);
  std::vector<std::string> items;
  for (std::size_t i = 0; i < reply.items.size(); ++i) {
    std::string each = sorted(std::move(reply.items[i]), pairs);
    if (paired && i % 2 == 1)
      items.back() += each;
    else
      items.push_back(std::move(each));
  }
  std::sort(items.begin(), items.end());
  reply.items.clear();
  std::string bytes = unparse(reply);
  for (const std::string& each : items) bytes += each;
  return bytes;
}

/// -1 and -2 are no times but answers, so they must be the same.
bool near(const Reply& redis, const Reply& ours, long long tolerance) {
  if (redis.type != ':' || ours.type != ':') return unparse(redis) == unparse(ours);
  const long long one = std::atoll(redis.text.c_str());
  const long long other = std::atoll(ours.text.c_str());
  if (one < 0 || other < 0) return one == other;
  return std::max(one, other) - std::min(one, other) <= tolerance;
}

bool same_type(const Reply& redis, const Reply& ours) {
  // Of an error, the text is what a client acts on.
  if (redis.type == '-') return unparse(redis) == unparse(ours);
  if (redis.type != ours.type || redis.null != ours.null) return false;
  return std::equal(redis.items.begin(), redis.items.end(), ours.items.begin(), ours.items.end(),
                    same_type);
}

bool same_kind(const Reply& redis, const Reply& ours) {
  return redis.type == '-' ? unparse(redis) == unparse(ours) : redis.type == ours.type;
}

bool encodes_string(const Reply& reply) {
  return reply.text == "int" || reply.text == "embstr" || reply.text == "raw";
}

void gather_texts(const Reply& reply, std::set<std::string>& texts) {
  const bool value = std::string_view("*%~>").find(reply.type) == std::string_view::npos;
  if (value && !reply.null) texts.insert(reply.text);
  for (const Reply& each : reply.items) gather_texts(each, texts);
}

/// In a text: what stands before each ":" or "=" of its lines. In a map or an array of pairs: the
/// first of each pair.
std::vector<std::string> field_names(const Reply& reply) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < reply.items.size(); i += 2) found.push_back(reply.items[i].text);
  std::size_t start = 0;
  for (std::size_t i = 0; i < reply.text.size(); ++i) {
    const char each = reply.text[i];
    if (each == '\n' || each == ' ') start = i + 1;
    if (each != ':' && each != '=') continue;
    found.push_back(reply.text.substr(start, i - start));
    // The value may hold such signs, too.
    i = std::min(reply.text.find_first_of(" \r\n", i), reply.text.size()) - 1;
  }
  return found;
}

bool has_fewer(const Reply& redis, const Reply& ours) {
  std::vector<std::string> known = field_names(redis);
  known.insert(known.end(), own_fields().begin(), own_fields().end());
  const std::vector<std::string> found = field_names(ours);
  const auto is_known = [&](const std::string& name) {
    return std::find(known.begin(), known.end(), name) != known.end();
  };
  return !found.empty() && std::all_of(found.begin(), found.end(), is_known);
}

bool same_fields(const Reply& redis, const Reply& ours) {
  return redis.type == ours.type && redis.type != '-' && field_names(redis) == field_names(ours);
}

}  // namespace

std::span<const std::string_view> own_fields() noexcept {
  static constexpr std::array<std::string_view, 1> fields = {"server_name"};
  return fields;
}

std::optional<Likeness> likeness_named(std::string_view name) noexcept {
  for (const auto& [each, likeness] : names)
    if (each == name) return likeness;
  return std::nullopt;
}

bool alike(Likeness likeness, std::string_view redis, std::string_view ours) {
  if (likeness == Likeness::differs) return redis != ours;
  if (redis == ours) return true;
  // A connection that was closed has no reply to take apart.
  if (likeness == Likeness::bytes || redis.empty() || ours.empty()) return false;
  const Reply one = parse_reply(redis);
  const Reply other = parse_reply(ours);
  switch (likeness) {
    case Likeness::order:
      return sorted(one) == sorted(other);
    case Likeness::pairs:
      return sorted(one, true) == sorted(other, true);
    case Likeness::chosen:
      return same_type(one, other);
    case Likeness::encoding:
      return encodes_string(one) && encodes_string(other);
    case Likeness::kind:
      return same_kind(one, other);
    case Likeness::seconds:
      return near(one, other, 2);
    case Likeness::milliseconds:
      return near(one, other, 2000);
    case Likeness::type:
      return same_type(one, other);
    case Likeness::fields:
      return same_fields(one, other);
    case Likeness::fewer:
      return has_fewer(one, other);
    default:
      return false;
  }
}

bool chosen_from(std::string_view members, std::string_view reply) {
  const Reply taken = parse_reply(reply);
  if (taken.type == '-') return true;
  std::set<std::string> all;
  std::set<std::string> found;
  gather_texts(parse_reply(members), all);
  gather_texts(taken, found);
  return std::includes(all.begin(), all.end(), found.begin(), found.end());
}

}  // namespace kit::test
