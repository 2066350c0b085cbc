// SORT and SORT_RO: the elements of a list, a set or a sorted set in another order.
#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "servers/resp/commands/families_lists.hpp"
#include "servers/resp/commands/lists.hpp"
#include "servers/resp/commands/sort_options.hpp"
#include "servers/resp/protocol/number.hpp"
#include "servers/resp/state/journal.hpp"
#include "servers/resp/store/collections/set.hpp"
#include "servers/resp/store/collections/sorted_set.hpp"

namespace kit::resp::commands {
namespace {

struct Item {
  explicit Item(std::string the_text) : text(std::move(the_text)) {}
  std::string text;
  double score = 0;                     // unless they are sorted as texts
  std::unique_ptr<std::string> weight;  // what BY has found; null: nothing
};
using Items = std::vector<Item>;
using Part = SortOptions::Part;

// ------------------------------------------------------------ what is sorted

std::size_t size_of(const Entry& entry) {
  if (entry.kind() == Kind::list) return entry.as<List>().size();
  if (entry.kind() == Kind::set) return entry.as<Set>().size();
  return entry.as<SortedSet>().size();
}

void load_list(const List& list, const Part& part, bool backwards, Items& items) {
  const auto add = [&items](const PackElement& each) { items.emplace_back(each.to_string()); };
  const auto first = static_cast<std::int64_t>(part.first);
  if (!backwards) return list.visit(list.at(first), part.count, add);
  List::Position position = first == 0 ? list.end() : list.at(-first);
  for (std::size_t i = 0; i < part.count; ++i) {
    position = list.previous(position);
    add(list.get(position));
  }
}

void load_sorted_set(const SortedSet& set, const Part& part, bool backwards, Items& items) {
  const std::size_t rank = backwards ? set.size() - 1 - part.first : part.first;
  set.walk(rank, part.count, backwards,
           [&items](const PackElement& member, double) { items.emplace_back(member.to_string()); });
}

/// `part` of the elements, in their own order or backwards; of a set all.
Items load(const Entry& entry, const Part& part, bool backwards) {
  Items items;
  if (part.count == 0) return items;
  items.reserve(entry.kind() == Kind::set ? size_of(entry) : part.count);
  if (entry.kind() == Kind::list) load_list(entry.as<List>(), part, backwards, items);
  if (entry.kind() == Kind::sorted_set)
    load_sorted_set(entry.as<SortedSet>(), part, backwards, items);
  if (entry.kind() == Kind::set)
    entry.as<Set>().for_each([&items](const Member& member) {
      items.emplace_back(std::string(MemberText(member).view()));
    });
  return items;
}

// ------------------------------------------------------------ sorting

/// As C reads it, blanks in front and "0x10" included; nothing is 0.
std::optional<double> parse_score(const std::string& text) {
  if (const auto integer = parse_integer(text)) return static_cast<double>(*integer);
  char* end = nullptr;
  errno = 0;
  const double score = std::strtod(text.c_str(), &end);
  if (*end != '\0' || errno == ERANGE || std::isnan(score)) return std::nullopt;
  return score;
}

/// What each is sorted by. False if it should be a number and is none.
bool weigh(Call& call, const SortOptions& options, Items& items) {
  bool good = true;
  for (Item& item : items) {
    if (!options.by) {
      if (options.as_texts) continue;
      const std::optional<double> score = parse_score(item.text);
      item.score = score.value_or(0);
      good = good && score;
      continue;
    }
    std::optional<std::string> weight = options.by->value(call, item.text);
    if (!weight) continue;
    if (options.as_texts) {
      item.weight = std::make_unique<std::string>(std::move(*weight));
      continue;
    }
    const std::optional<double> score = parse_score(*weight);
    item.score = score.value_or(0);
    good = good && score;
  }
  return good;
}

int compare_scores(const Item& a, const Item& b) {
  if (a.score != b.score) return a.score < b.score ? -1 : 1;
  return a.text.compare(b.text);
}

/// What is stored is sorted byte by byte. A reply is sorted as the C locale has it, which ends a
/// text at its first zero byte.
int compare_texts(std::string_view a, std::string_view b, bool stored) {
  return stored ? a.compare(b) : until_zero(a).compare(until_zero(b));
}

int compare_weights(const Item& a, const Item& b, bool stored) {
  if (a.weight == nullptr || b.weight == nullptr)
    return static_cast<int>(a.weight != nullptr) - static_cast<int>(b.weight != nullptr);
  return compare_texts(*a.weight, *b.weight, stored);
}

void sort_items(Items& items, const SortOptions& options) {
  const bool stored = options.target.has_value();
  const auto sort_by = [&](auto compare) {
    std::stable_sort(items.begin(), items.end(), [&](const Item& a, const Item& b) {
      const int order = compare(a, b);
      return options.descending ? order > 0 : order < 0;
    });
  };
  if (!options.as_texts) return sort_by(compare_scores);
  if (options.by)
    return sort_by([&](const Item& a, const Item& b) { return compare_weights(a, b, stored); });
  sort_by([&](const Item& a, const Item& b) { return compare_texts(a.text, b.text, stored); });
}

// ------------------------------------------------------------ what comes of it

struct Ordered {
  Items items;
  Part part{0, 0};  // of the items, that which is asked for
};

/// `visit(std::optional<std::string_view>)` for each text of the reply.
template <class Visit>
void visit_results(Call& call, const SortOptions& options, const Ordered& ordered, Visit visit) {
  const Part& part = ordered.part;
  for (std::size_t i = part.first; i < part.first + part.count; ++i) {
    const std::string& text = ordered.items[i].text;
    if (options.get.empty()) visit(std::optional<std::string_view>(text));
    for (const SortPattern& pattern : options.get) visit(pattern.value(call, text));
  }
}

void reply_results(Call& call, const SortOptions& options, const Ordered& ordered) {
  call.reply.array(ordered.part.count * std::max<std::size_t>(options.get.size(), 1));
  visit_results(call, options, ordered,
                [&call](const auto& text) { text ? call.reply.bulk(*text) : call.reply.null(); });
}

void store_results(Call& call, const SortOptions& options, const Ordered& ordered) {
  const std::string_view target = *options.target;
  const PackLimits limits = pack_limits(call);
  List list;
  visit_results(call, options, ordered, [&](const auto& text) {
    list.push_back(text ? std::string_view(*text) : std::string_view(), limits);
  });
  const std::size_t size = list.size();
  Journal* const journal = call.instance.journal;
  if (journal != nullptr) journal->before_change(call.client.database, target);
  if (size > 0) {
    store_collection(call, target, std::move(list));
    call.changed();
    call.event(Topic::list, "sortstore", target);
  } else if (call.database().erase(target)) {
    call.changed();
    call.event(Topic::generic, "del", target);
  }
  call.reply.integer(static_cast<std::int64_t>(size));
}

/// None after replying that one has no number.
std::optional<Ordered> order(Call& call, SortOptions options, const Entry& entry) {
  const std::size_t size = size_of(entry);
  const Part part = options.part(size);
  const bool is_set = entry.kind() == Kind::set;
  if (is_set && options.in_own_order && options.target) {
    // What is stored must be the same whenever the command is repeated.
    options.in_own_order = false;
    options.as_texts = true;
    options.by.reset();
  }
  if (options.in_own_order)
    return Ordered{load(entry, part, options.descending), {is_set ? part.first : 0, part.count}};
  Ordered ordered{load(entry, {0, size}, false), part};
  if (!weigh(call, options, ordered.items)) {
    call.reply.error("ERR One or more scores can't be converted into double");
    return std::nullopt;
  }
  // The members of a set are in no order, so those with the same weight would be in none.
  if (is_set && options.target && options.by)
    std::sort(ordered.items.begin(), ordered.items.end(),
              [](const Item& a, const Item& b) { return a.text < b.text; });
  sort_items(ordered.items, options);
  return ordered;
}

}  // namespace

void sort(Call& call) {
  const std::optional<SortOptions> options = parse_sort_options(call);
  if (!options) return;
  if (options->target && options->target->size() > Entry::longest_key)
    return call.reply.error(too_long_key);
  const Entry* const entry = options->target ? call.find(call[1]) : call.read(call[1]);
  if (entry != nullptr && (is_string(entry->kind()) || entry->kind() == Kind::hash))
    return call.reply.error(wrong_type);
  std::optional<Ordered> ordered(std::in_place);
  if (entry != nullptr) ordered = order(call, *options, *entry);
  if (!ordered) return;
  if (options->target) return store_results(call, *options, *ordered);
  reply_results(call, *options, *ordered);
}

}  // namespace kit::resp::commands
