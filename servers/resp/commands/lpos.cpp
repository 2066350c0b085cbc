// LPOS: where in a list an element stands.
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "servers/resp/commands/families_lists.hpp"
#include "servers/resp/commands/lists.hpp"

namespace kit::resp::commands {
namespace {

constexpr std::uint64_t all = std::numeric_limits<std::uint64_t>::max();

struct Options {
  End from = End::head;
  std::uint64_t rank = 1;  // of the first match that counts
  std::optional<std::uint64_t> count;
  std::uint64_t max_elements = all;  // to be looked at
  /// Redis cannot turn the lowest of all integers round: as a rank it counts every match, whatever
  /// COUNT says.
  bool rank_is_lowest = false;
};

/// False after replying what is wrong with it.
bool parse_rank(Call& call, std::size_t i, Options& options) {
  const std::optional<std::int64_t> rank = call.integer(i);
  if (!rank) return false;
  if (*rank == 0) {
    call.reply.error(
        "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use "
        "negative to start from the end of the list");
    return false;
  }
  const auto bits = static_cast<std::uint64_t>(*rank);
  options.from = *rank < 0 ? End::tail : End::head;
  options.rank = *rank < 0 ? 0 - bits : bits;
  options.rank_is_lowest = *rank == std::numeric_limits<std::int64_t>::min();
  return true;
}

/// 0 means all. None after replying `otherwise`.
std::optional<std::uint64_t> parse_most(Call& call, std::size_t i, std::string_view otherwise) {
  const std::optional<std::int64_t> most = call.integer(i, otherwise);
  if (!most) return std::nullopt;
  if (*most < 0) return call.reply.error(otherwise), std::nullopt;
  return *most == 0 ? all : static_cast<std::uint64_t>(*most);
}

std::optional<Options> parse_options(Call& call) {
  Options options;
  for (std::size_t i = 3; i < call.size(); i += 2) {
    const bool has_value = i + 1 < call.size();
    if (has_value && is_word(call[i], "rank")) {
      if (!parse_rank(call, i + 1, options)) return std::nullopt;
    } else if (has_value && is_word(call[i], "count")) {
      options.count = parse_most(call, i + 1, "ERR COUNT can't be negative");
      if (!options.count) return std::nullopt;
    } else if (has_value && is_word(call[i], "maxlen")) {
      const auto most = parse_most(call, i + 1, "ERR MAXLEN can't be negative");
      if (!most) return std::nullopt;
      options.max_elements = *most;
    } else {
      return call.reply.error(syntax_error), std::nullopt;
    }
  }
  return options;
}

/// The numbers of the elements, in the order in which they are found.
std::vector<std::size_t> find_all(const List& list, const PackValue& value,
                                  const Options& options) {
  std::vector<std::size_t> found;
  const bool forwards = options.from == End::head;
  const std::uint64_t first_rank = options.rank_is_lowest ? 1 : options.rank;
  const std::uint64_t count = options.count.value_or(1);
  const std::uint64_t most = options.rank_is_lowest && options.count ? all : count;
  std::uint64_t rank = 0;
  List::Position position = forwards ? list.begin() : list.end();
  for (std::size_t i = 0; i < list.size() && i < options.max_elements && found.size() < most; ++i) {
    if (!forwards) position = list.previous(position);
    if (list.is_at(position, value) && ++rank >= first_rank)
      found.push_back(forwards ? i : list.size() - 1 - i);
    if (forwards) position = list.next(position);
  }
  return found;
}

}  // namespace

void lpos(Call& call) {
  const std::optional<Options> options = parse_options(call);
  if (!options) return;
  const Found<List> list(call, call[1]);
  if (list.refused()) return;
  std::vector<std::size_t> found;
  if (list) found = find_all(*list, call[2], *options);
  if (options->count)
    call.reply.array(found.size());
  else if (found.empty())
    call.reply.null();
  for (const std::size_t index : found) call.reply.integer(static_cast<std::int64_t>(index));
}

}  // namespace kit::resp::commands
