#include "servers/resp/server/batch.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>

namespace kit::resp {
namespace {

/// Fewer members than this stay near the processor, and are not worth a hash.
constexpr std::size_t near_members = 1'000;

bool looks_into(std::string_view part, std::string_view whole) noexcept {
  const std::less_equal<> not_after;
  return not_after(whole.data(), part.data()) &&
         not_after(part.data() + part.size(), whole.data() + whole.size());
}

}  // namespace

Request Batch::read(RequestParser& parser, std::string_view bytes, const RequestLimits& limits) {
  Request request{};
  do {
    request = parser.parse(bytes.substr(end_), limits);
    end_ += request.taken;
  } while (request.status == RequestStatus::command && add(request.arguments, bytes) &&
           limits.authenticated);
  return request;
}

/// False if it is to be the last: its arguments still stand where the parser has put them.
bool Batch::add(Arguments arguments, std::string_view bytes) {
  Item& item = *std::construct_at(items_.begin() + count_++);
  const bool repeated = last_ != nullptr && is_word(arguments[0], last_->name);
  if (!repeated) last_ = find_command(arguments[0]);
  item.command = last_;
  item.arguments = arguments;
  item.end = end_;
  const bool last = count_ == most_commands || end_ == bytes.size() ||
                    arguments.size() > most_words - word_count_ || !looks_into(arguments[0], bytes);
  if (last) return false;
  std::string_view* const to = words_.begin() + word_count_;
  std::uninitialized_copy(arguments.begin(), arguments.end(), to);
  item.arguments = {to, arguments.size()};
  word_count_ += arguments.size();
  return true;
}

void Batch::prefetch(const Database& database) noexcept {
  if (count_ < 2) return;
  const std::span<Item> items(items_.begin(), count_);
  for (Item& item : items) {
    if (item.command == nullptr || item.command->keys.first == 0) continue;
    const auto first = static_cast<std::size_t>(item.command->keys.first);
    if (item.arguments.size() <= first) continue;
    const std::string_view key = item.arguments[first];
    item.key = {key.data(), key.size(), hash_of(key)};
    database.prefetch(item.key.hash);
  }
  bool has_members = false;
  for (const Item& item : items) {
    if (item.key.data == nullptr) continue;
    database.prefetch_entry(item.key.hash);
    has_members = has_members || item.command->keys.member_at > 0;
  }
  if (has_members) prefetch_members(database);
}

void Batch::prefetch_members(const Database& database) const noexcept {
  struct Sought {
    const TableBase* members;
    std::uint64_t hash;
  };
  std::array<Sought, most_commands> sought;
  std::size_t count = 0;
  const TableBase* members = nullptr;  // of the key with that hash
  std::optional<std::uint64_t> key_hash;
  for (const Item& item : items()) {
    if (item.key.data == nullptr || item.command->keys.member_at == 0) continue;
    const auto at = static_cast<std::size_t>(item.command->keys.member_at);
    if (item.arguments.size() <= at) continue;
    // Clients often go on about the same key. Should another one's hash be the same: it is a hint.
    if (key_hash != item.key.hash)
      members = database.members({item.key.data, item.key.size}, item.key.hash);
    key_hash = item.key.hash;
    if (members == nullptr || members->size() < near_members) continue;
    sought[count] = {members, hash_of(item.arguments[at])};
    members->prefetch(sought[count++].hash);
  }
  for (std::size_t i = 0; i < count; ++i) sought[i].members->prefetch_entry(sought[i].hash);
}

}  // namespace kit::resp
