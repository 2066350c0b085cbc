// All commands: the rows of the families, and how to find one by its name.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/command.hpp"
#include "servers/resp/commands/rows_hashes.hpp"
#include "servers/resp/commands/rows_keys.hpp"
#include "servers/resp/commands/rows_lists.hpp"
#include "servers/resp/commands/rows_pubsub.hpp"
#include "servers/resp/commands/rows_server.hpp"
#include "servers/resp/commands/rows_sets.hpp"
#include "servers/resp/commands/rows_sorted_sets.hpp"
#include "servers/resp/commands/rows_strings.hpp"
#include "servers/resp/commands/rows_transactions.hpp"

namespace kit::resp {
namespace {

template <std::size_t... sizes>
constexpr auto join(const Command (&... families)[sizes]) {
  std::array<Command, (sizes + ...)> all{};
  std::size_t next = 0;
  const auto append = [&](std::span<const Command> family) {
    for (const Command& command : family) all[next++] = command;
  };
  (append(families), ...);
  return all;
}

constexpr auto table = join(rows::server,         //
                            rows::keys,           //
                            rows::strings,        //
                            rows::hashes,         //
                            rows::lists,          //
                            rows::sets,           //
                            rows::sorted_sets,    //
                            rows::pubsub_family,  //
                            rows::transactions,   //
                            rows::waiting);

// ------------------------------------------------------------ finding one

constexpr std::size_t slots = 2048;  // so that hardly two share one
static_assert(std::size(table) < slots / 4);

constexpr char small(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter | 0x20) : letter;
}

constexpr std::size_t slot_of(std::string_view name) {
  std::uint32_t hash = 0;
  for (const char letter : name) hash = hash * 31 + static_cast<unsigned char>(small(letter));
  return (hash ^ hash >> 10) % slots;
}

constexpr std::size_t longest_name() {
  std::size_t longest = 0;
  for (const Command& command : table)
    if (command.name.size() > longest) longest = command.name.size();
  return longest;
}

/// For each slot the number of a command, 1 the first, 0 none. Two that share a slot stand in a
/// row.
constexpr std::array<std::uint16_t, slots> make_index() {
  std::array<std::uint16_t, slots> index{};
  for (std::size_t i = 0; i < std::size(table); ++i) {
    std::size_t slot = slot_of(table[i].name);
    while (index[slot] != 0) slot = (slot + 1) % slots;
    index[slot] = static_cast<std::uint16_t>(i + 1);
  }
  return index;
}

constexpr std::array<std::uint16_t, slots> index = make_index();

}  // namespace

std::span<const Command> all_commands() { return table; }

const Command* find_command(std::string_view name) noexcept {
  if (name.size() > longest_name()) return nullptr;
  for (std::size_t slot = slot_of(name); index[slot] != 0; slot = (slot + 1) % slots) {
    const Command& command = table[index[slot] - 1];
    if (is_word(name, command.name)) return &command;
  }
  return nullptr;
}

const Command* find_subcommand(const Command& command, std::string_view name) noexcept {
  // Its full name is "config|get".
  for (const Command& each : command.subcommands)
    if (is_word(name, each.name.substr(command.name.size() + 1))) return &each;
  return nullptr;
}

}  // namespace kit::resp
