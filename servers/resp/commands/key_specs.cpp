#include "servers/resp/commands/key_specs.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace kit::resp {
namespace {

struct Note {
  std::string_view name;
  std::string_view text;
};

constexpr std::array<Note, 5> notes{{
    {"bitfield", "This command allows both access and modification of the key"},
    {"getex", "RW and UPDATE because it changes the TTL"},
    {"set", "RW and ACCESS due to the optional `GET` argument"},
    {"sort-by",
     "For the optional BY/GET keyword. It is marked 'unknown' because the key names derive from "
     "the content of the key we sort"},
    {"sort-store",
     "For the optional STORE keyword. It is marked 'unknown' because the keyword can appear "
     "anywhere in the argument array"},
}};

int to_number(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

KeySpec read_spec(std::string_view text) {
  std::vector<std::string_view> words = split_list(text, ' ');
  KeySpec spec;
  if (words.front().starts_with('[')) {
    const std::string_view name = words.front().substr(1, words.front().size() - 2);
    for (const Note& note : notes)
      if (note.name == name) spec.notes = note.text;
    words.erase(words.begin());
  }
  spec.flags = words[0];
  spec.first = to_number(words[1]);  // "?" is 0
  std::string_view range = words[2];
  if (range.starts_with('#')) {
    spec.range = KeySpec::Range::counted;
    range.remove_prefix(1);
  }
  const std::vector<std::string_view> numbers = split_list(range, '/');
  for (std::size_t i = 0; i < numbers.size() && i < spec.numbers.size(); ++i)
    spec.numbers[i] = to_number(numbers[i]);
  return spec;
}

std::vector<KeySpec> read_specs(std::string_view line) {
  std::vector<KeySpec> specs;
  for (const std::string_view spec : split_list(line, '|')) specs.push_back(read_spec(spec));
  return specs;
}

/// Calls `add(command, line)` for each command below each line.
template <class Add>
void read(std::string_view text, Add add) {
  std::string_view head;
  for (const std::string_view line : split_list(text, '\n'))
    if (!line.starts_with(' '))
      head = line;
    else
      for (const std::string_view command : split_list(line, ' ')) add(command, head);
}

}  // namespace

std::vector<std::string_view> split_list(std::string_view list, char mark) {
  std::vector<std::string_view> words;
  while (!list.empty()) {
    const std::size_t size = std::min(list.find(mark), list.size());
    if (size > 0) words.push_back(list.substr(0, size));
    list.remove_prefix(std::min(size + 1, list.size()));
  }
  return words;
}

std::span<const KeySpec> key_specs(std::string_view name) {
  static const auto all = [] {
    std::map<std::string_view, std::vector<KeySpec>> by_name;
    read(key_specs_text, [&](auto command, auto line) { by_name[command] = read_specs(line); });
    return by_name;
  }();
  const auto found = all.find(name);
  if (found == all.end()) return {};
  return found->second;
}

std::span<const std::string_view> command_tips(std::string_view name) {
  static const auto all = [] {
    std::map<std::string_view, std::vector<std::string_view>> by_name;
    read(command_tips_text, [&](auto command, auto tip) { by_name[command].push_back(tip); });
    return by_name;
  }();
  const auto found = all.find(name);
  if (found == all.end()) return {};
  return found->second;
}

}  // namespace kit::resp
