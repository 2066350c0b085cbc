#include "servers/resp/append_only/encode_collections.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "servers/resp/protocol/number.hpp"
#include "servers/resp/store/collections/hash.hpp"

namespace kit::resp {
namespace {

/// Of a collection of a million, so many go into one command: whoever replays it need not hold them
/// all at once.
constexpr std::size_t elements_at_once = 64;

void add_hash(CommandStream& stream, std::size_t database, const Entry& entry) {
  std::vector<std::string_view> words{"HSET", entry.key()};
  // The digits of those that are kept as numbers. They stay where they are until the words are
  // written.
  std::array<PackElement::Digits, 2 * elements_at_once> digits;
  const auto write = [&] {
    stream.add(database, words);
    words.resize(2);
  };
  entry.as<Hash>().for_each([&](const PackElement& field, const PackElement& value) {
    words.push_back(field.text(digits[words.size() - 2]));
    words.push_back(value.text(digits[words.size() - 2]));
    if (words.size() == 2 + digits.size()) write();
  });
  if (words.size() > 2) write();
}

}  // namespace

void add_collection(CommandStream& stream, std::size_t database, const Entry& entry) {
  if (entry.kind() == Kind::hash) add_hash(stream, database, entry);
  const Entry::Deadline deadline = entry.deadline();
  if (!deadline) return;
  std::string until;
  append_integer(until, *deadline);
  stream.add(database, {"PEXPIREAT", entry.key(), until});
}

}  // namespace kit::resp
