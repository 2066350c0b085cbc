// SORT and SORT_RO: the elements of a list, a set or a sorted set in another order.
#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <deque>
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

/// They point into the entry that is sorted, which stays as it is meanwhile.
using Elements = std::vector<PackElement>;
using Part = SortOptions::Part;

// ------------------------------------------------------------ what is sorted

std::size_t size_of(const Entry& entry) {
  if (entry.kind() == Kind::list) return entry.as<List>().size();
  if (entry.kind() == Kind::set) return entry.as<Set>().size();
  return entry.as<SortedSet>().size();
}

void load_list(const List& list, const Part& part, bool backwards, Elements& elements) {
  const auto add = [&elements](const PackElement& each) { elements.push_back(each); };
  const auto first = static_cast<std::int64_t>(part.first);
  if (!backwards) return list.visit(list.at(first), part.count, add);
  List::Position position = first == 0 ? list.end() : list.at(-first);
  for (std::size_t i = 0; i < part.count; ++i) {
    position = list.previous(position);
    add(list.get(position));
  }
}

void load_sorted_set(const SortedSet& set, const Part& part, bool backwards, Elements& elements) {
  const std::size_t rank = backwards ? set.size() - 1 - part.first : part.first;
  set.walk(rank, part.count, backwards,
           [&elements](const PackElement& member, double) { elements.push_back(member); });
}

void load_set(const Set& set, Elements& elements) {
  set.for_each([&elements](const Member& member) {
    elements.push_back(member.is_number() ? PackElement(member.number())
                                          : PackElement(member.text()));
  });
}

/// `part` of the elements, in their own order or backwards; of a set all.
Elements load(const Entry& entry, const Part& part, bool backwards) {
  Elements elements;
  if (part.count == 0) return elements;
  elements.reserve(entry.kind() == Kind::set ? size_of(entry) : part.count);
  if (entry.kind() == Kind::list) load_list(entry.as<List>(), part, backwards, elements);
  if (entry.kind() == Kind::set) load_set(entry.as<Set>(), elements);
  if (entry.kind() == Kind::sorted_set)
    load_sorted_set(entry.as<SortedSet>(), part, backwards, elements);
  return elements;
}

// ------------------------------------------------------------ sorting

struct Scored {
  double score;
  PackElement element;
};
struct Worded {
  /// Points into the element, or to what is kept beside; null when BY has found nothing.
  std::string_view word;
  PackElement element;
  std::size_t place;  // before they were sorted
};

/// As C reads it, blanks in front and "0x10" included; nothing is 0.
std::optional<double> parse_score(const std::string& text) {
  if (const auto integer = parse_integer(text)) return static_cast<double>(*integer);
  char* end = nullptr;
  errno = 0;
  const double score = std::strtod(text.c_str(), &end);
  if (*end != '\0' || errno == ERANGE || std::isnan(score)) return std::nullopt;
  return score;
}

/// None if it should be a number and is none.
std::optional<double> score_of(Call& call, const SortOptions& options, const PackElement& element) {
  if (!options.by && element.is_integer()) return static_cast<double>(element.integer());
  if (!options.by) return parse_score(element.to_string());
  const std::optional<std::string> weight = options.by->value(call, element.to_string());
  return weight ? parse_score(*weight) : 0;
}

int compare(const PackElement& a, const PackElement& b) {
  PackElement::Digits of_a;
  PackElement::Digits of_b;
  return a.text(of_a).compare(b.text(of_b));
}

/// False if one has no number.
bool sort_as_numbers(Call& call, const SortOptions& options, Elements& elements, const Part& part) {
  std::vector<Scored> scored;
  scored.reserve(elements.size());
  bool good = true;
  for (const PackElement& element : elements) {
    const std::optional<double> score = score_of(call, options, element);
    good = good && score;
    scored.push_back({score.value_or(0), element});
  }
  if (!good) return false;
  const auto is_before = [&options](const Scored& one, const Scored& other) {
    const Scored& a = options.descending ? other : one;
    const Scored& b = options.descending ? one : other;
    return a.score != b.score ? a.score < b.score : compare(a.element, b.element) < 0;
  };
  // Those that come first are enough, and cheap to find if they are few.
  const std::size_t needed = part.first + part.count;
  if (needed < scored.size() / 16)
    std::partial_sort(scored.begin(), scored.begin() + static_cast<std::ptrdiff_t>(needed),
                      scored.end(), is_before);
  else
    std::sort(scored.begin(), scored.end(), is_before);
  for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = scored[i].element;
  return true;
}

/// What the element is sorted by. What points into no element is kept in `texts`.
std::string_view word_of(Call& call, const SortOptions& options, const PackElement& element,
                         std::deque<std::string>& texts) {
  PackElement::Digits digits;
  std::string_view word = element.text(digits);
  if (options.by) {
    std::optional<std::string> weight = options.by->value(call, word);
    if (!weight) return {};
    word = texts.emplace_back(std::move(*weight));
  } else if (element.is_integer()) {
    word = texts.emplace_back(word);
  }
  // What is stored is sorted byte by byte. A reply is sorted as the C locale has it, which ends a
  // text at its first zero byte.
  return options.target ? word : until_zero(word);
}

/// Nothing comes before everything else, an empty word included.
int compare_words(std::string_view a, std::string_view b) {
  if (a.data() == nullptr || b.data() == nullptr)
    return static_cast<int>(a.data() != nullptr) - static_cast<int>(b.data() != nullptr);
  return a.compare(b);
}

void sort_as_texts(Call& call, const SortOptions& options, Elements& elements) {
  std::vector<Worded> worded;
  worded.reserve(elements.size());
  std::deque<std::string> texts;
  for (const PackElement& element : elements)
    worded.push_back({word_of(call, options, element, texts), element, worded.size()});
  std::sort(worded.begin(), worded.end(), [&options](const Worded& one, const Worded& other) {
    const int order = compare_words(one.word, other.word);
    // Those that are equal stay in the order in which they are.
    if (order == 0) return one.place < other.place;
    return options.descending ? order > 0 : order < 0;
  });
  for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = worded[i].element;
}

// ------------------------------------------------------------ what comes of it

struct Ordered {
  Elements elements;
  Part part{0, 0};  // of the elements, that which is asked for
};

/// `visit(std::optional<std::string_view>)` for each text of the reply.
template <class Visit>
void visit_results(Call& call, const SortOptions& options, const Ordered& ordered, Visit visit) {
  const Part& part = ordered.part;
  PackElement::Digits digits;
  for (std::size_t i = part.first; i < part.first + part.count; ++i) {
    const std::string_view text = ordered.elements[i].text(digits);
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
  Elements& elements = ordered.elements;
  // The members of a set are in no order, so those with the same weight would be in none.
  if (is_set && options.target && options.by)
    std::sort(elements.begin(), elements.end(),
              [](const PackElement& a, const PackElement& b) { return compare(a, b) < 0; });
  if (options.as_texts) {
    sort_as_texts(call, options, elements);
  } else if (!sort_as_numbers(call, options, elements, part)) {
    call.reply.error("ERR One or more scores can't be converted into double");
    return std::nullopt;
  }
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
