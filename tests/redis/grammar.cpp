#include "tests/redis/grammar.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>

#include "tests/redis/rules.hpp"

namespace kit::test {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::size_t spoilt_percent = 4;
constexpr std::size_t bad_deadline_percent = 12;

// What a deadline can be besides good: past, or too far to be a time.
constexpr std::array bad_deadlines = {
    "0"sv,   "-1"sv, "-1000000"sv,          "9223372036854775807"sv,  "9223372036854775"sv,
    "x"sv,   ""sv,   "9223372036854776"sv,  "-9223372036854775808"sv, "9223372036854775808"sv,
    "1.5"sv, "01"sv, "-9223372036854775"sv, "-9223372036854776"sv,    "9223370000000000000"sv,
};

// Seconds, or milliseconds, since 1970: all past, or long after any run; few, so that they meet.
constexpr std::array whens = {
    "5000000000"sv,
    "5000000000000"sv,
    "5000000000"sv,
    "5000000000000"sv,
    "6000000000000"sv,
    "6000000000"sv,
    "5000000000000"sv,
    "5000000000"sv,
    "5000000000001"sv,
    "5000000000999"sv,
    "1"sv,
    "1000000"sv,
    "0"sv,
    "-1"sv,
    "x"sv,
    "9223372036854775"sv,
    "9223372036854775807"sv,
};

/// Where the group that opens at `start` ends.
std::size_t closing(std::string_view rule, std::size_t start) {
  int depth = 0;
  for (std::size_t i = start; i < rule.size(); ++i) {
    if ("([{"sv.find(rule[i]) != "["sv.npos) ++depth;
    if (")]}"sv.find(rule[i]) != "["sv.npos && --depth == 0) return i;
  }
  throw std::runtime_error("a rule's bracket is open: " + std::string(rule));
}

/// Split where no inner group is open.
std::vector<std::string_view> alternatives(std::string_view inside) {
  std::vector<std::string_view> found;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= inside.size(); ++i) {
    if (i < inside.size() && "([{"sv.find(inside[i]) != "["sv.npos) i = closing(inside, i);
    if (i < inside.size() && inside[i] != '|') continue;
    found.push_back(inside.substr(start, i - start));
    start = i + 1;
  }
  return found;
}

Likeness take_likeness(std::string_view& rule) {
  const std::size_t end = rule.find(' ');
  const std::optional<Likeness> likeness = likeness_named(rule.substr(0, end));
  if (likeness) rule.remove_prefix(end + 1);
  return likeness.value_or(Likeness::bytes);
}

/// Reads every key that can expire: what is past goes now, and not when the server finds time.
Arguments look_at_all_keys() {
  Arguments command = {"EXISTS"};
  for (const std::string_view key : key_pool()) command.emplace_back(key);
  for (const std::string_view key : junk_pool()) command.emplace_back(key);
  return command;
}

std::string_view chosen_by_weight(std::span<const Rule> rules, std::uint64_t number) {
  std::uint64_t total = 0;
  for (const Rule& rule : rules) total += static_cast<std::uint64_t>(rule.weight);
  number %= total;
  for (const Rule& rule : rules) {
    if (number < static_cast<std::uint64_t>(rule.weight)) return rule.text;
    number -= static_cast<std::uint64_t>(rule.weight);
  }
  throw std::logic_error("more weight than the rules have");
}

/// So that what one server takes by chance can be found among all there were.
Arguments all_members(const Arguments& choice) {
  const std::string& name = choice.front();
  if (name == "HRANDFIELD") return {"HGETALL", choice.at(1)};
  if (name == "ZRANDMEMBER") return {"ZRANGE", choice.at(1), "0", "-1", "WITHSCORES"};
  return {"SMEMBERS", choice.at(1)};
}

/// A SET that leaves a key which is dead already. Redis may still delete it, and tell so, when it
/// is stored over.
bool may_be_dead(const Arguments& command) {
  const auto is_time = [](const std::string& word) {
    return word.size() == 4 && std::toupper(word[2]) == 'A' && std::toupper(word[3]) == 'T';
  };
  return std::any_of(command.begin(), command.end(), is_time) &&
         std::toupper(command.front()[0]) == 'S';
}

/// A cursor that was never given out means something else to every server, and so does another key
/// than the one whose members are known.
bool may_be_spoilt(const Step& step, std::string_view rule) {
  const std::string& name = step.command.front();
  return step.likeness != Likeness::chosen && !name.starts_with("SORT") &&
         !name.ends_with("SCAN") && name != "MULTI" && rule.find("z:lex") == rule.npos &&
         rule.find("<patience>") == rule.npos && rule.find("id:") == rule.npos;
}

}  // namespace

Step Grammar::next() {
  const std::string_view rule = chosen_by_weight(rules(), random_());
  return rule == "MULTI" ? transaction() : from_rule(rule);
}

Step Grammar::next(std::span<const Rule> rules) {
  return from_rule(chosen_by_weight(rules, random_()));
}

Step Grammar::from_rule(std::string_view rule) {
  Step step;
  step.likeness = take_likeness(rule);
  expand(rule, step.command);
  if (may_be_spoilt(step, rule) && chance(spoilt_percent)) spoil(step.command);
  const std::string& name = step.command.front();
  if (name == "DBSIZE") step.before.push_back(look_at_all_keys());
  // SORT of Redis fails because of an errno that a command before it has left; this sets it to 0.
  if (name.starts_with("SORT")) step.before.push_back({"ZADD", "errno", "XX", "0.5", "m"});
  if (step.likeness == Likeness::chosen) step.before.push_back(all_members(step.command));
  if (may_be_dead(step.command)) step.after.push_back(look_at_all_keys());
  if (name == "SPOP") step.after = {{"SCARD", step.command.at(1)}, {"DEL", step.command.at(1)}};
  return step;
}

Step Grammar::transaction() {
  Step whole;
  whole.before.push_back({"MULTI"});
  for (std::size_t left = 1 + below(5); left > 0;) {
    const std::span<const Rule> from = chance(30) ? blocking_rules() : std::span(rules());
    const std::string_view rule = chosen_by_weight(from, random_());
    // RESET ends the transaction, and then a command could wait.
    if (rule == "MULTI" || rule == "RESET" || rule.starts_with('~')) continue;
    const Step step = from_rule(rule);
    if (!step.before.empty() || !step.after.empty()) continue;
    whole.before.push_back(step.command);
    --left;
  }
  whole.command = {chance(85) ? "EXEC" : "DISCARD"};
  return whole;
}

void Grammar::expand(std::string_view rule, Arguments& words) {
  for (std::size_t i = 0; i < rule.size(); ++i) {
    if (rule[i] == ' ') continue;
    std::size_t end = 0;
    if ("([{"sv.find(rule[i]) != "["sv.npos) {
      end = closing(rule, i);
      expand_group(rule[i], rule.substr(i + 1, end - i - 1), words);
    } else {
      end = std::min(rule.find(' ', i), rule.size());
      const std::string_view word = rule.substr(i, end - i);
      if (word.starts_with('<'))
        words.push_back(from_pool(word.substr(1, word.size() - 2)));
      else
        words.emplace_back(word);
    }
    i = end;
  }
}

void Grammar::expand_group(char kind, std::string_view inside, Arguments& words) {
  if (kind == '{') {
    for (std::size_t times = 1 + below(4); times > 0; --times) expand(inside, words);
  } else if (kind == '(' || chance(40)) {
    const std::vector<std::string_view> all = alternatives(inside);
    expand(all[below(all.size())], words);
  }
}

std::string Grammar::from_pool(std::string_view name) {
  for (const Pool& pool : pools())
    if (pool.name == name) return std::string(pool.words[below(pool.words.size())]);
  if (name == "when") return std::string(whens[below(whens.size())]);
  if (chance(bad_deadline_percent)) return std::string(bad_deadlines[below(bad_deadlines.size())]);
  // From 11 days on, 100 s apart, in no order: which of two is the later never depends on the
  // moment the commands came.
  const std::uint64_t mixed = ++deadlines_ * 7919 % 1'000'003;
  const std::uint64_t seconds = 1'000'000 + 100 * mixed;
  return std::to_string(name == "milliseconds" ? seconds * 1000 : seconds);
}

void Grammar::spoil(Arguments& command) {
  const std::size_t at = below(command.size());
  const auto place = command.begin() + static_cast<std::ptrdiff_t>(at);
  switch (below(5)) {
    case 0:
      if (at > 0) command.erase(place);
      break;
    case 1:
      command.insert(place, std::string(*place));
      break;
    case 2:
      command.emplace_back(junk_pool()[below(junk_pool().size())]);
      break;
    case 3:
      if (at > 0) *place = junk_pool()[below(junk_pool().size())];
      break;
    default:  // names of commands and options have no case
      for (char& each : *place) each = static_cast<char>(std::tolower(each));
      break;
  }
}

}  // namespace kit::test
