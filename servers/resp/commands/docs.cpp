#include "servers/resp/commands/docs.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace kit::resp {
namespace {

/// What stands before the first of `ends`; the rest stays in `text`, that character included.
std::string_view take_until(std::string_view& text, std::string_view ends) {
  const std::size_t size = std::min(text.find_first_of(ends), text.size());
  const std::string_view taken = text.substr(0, size);
  text.remove_prefix(size);
  return taken;
}

void skip(std::string_view& text, char mark) {
  while (!text.empty() && text.front() == mark) text.remove_prefix(1);
}

std::string_view take_word(std::string_view& line) {
  const std::string_view word = take_until(line, " ");
  skip(line, ' ');
  return word;
}

using Library = std::map<std::string_view, Docs>;

void read_into(Library& library, std::string_view text) {
  Docs* docs = nullptr;
  while (!text.empty()) {
    std::string_view line = take_until(text, "\n");
    text.remove_prefix(1);
    if (line.empty()) continue;
    std::string* part = nullptr;
    if (line.front() == '=') part = &docs->summary;
    if (line.front() == '~') part = &docs->complexity;
    if (line.front() == ' ') part = &docs->arguments;
    if (part != nullptr) {
      part->append(part->empty() ? "" : " ").append(line.substr(2));
      continue;
    }
    docs = &library[take_word(line)];
    docs->since = take_word(line);
    docs->group = take_word(line);
    docs->categories = take_word(line);
  }
}

Library read_all() {
  Library library;
  for (const std::string_view text :
       {docs_of_admin, docs_of_data, docs_of_hashes, docs_of_keys, docs_of_lists, docs_of_pubsub,
        docs_of_sets, docs_of_sorted_sets})
    read_into(library, text);
  return library;
}

struct Argument {
  std::string_view name;
  std::string_view type;
  std::string_view token;
  std::vector<std::string_view> flags;
  std::string_view parts;  // what stands in its parentheses
};

/// What stands between the parenthesis at the beginning and the one that closes it; takes all
/// three.
std::string_view take_parts(std::string_view& text) {
  std::size_t depth = 0;
  std::size_t end = 0;
  do {
    if (text[end] == '(') ++depth;
    if (text[end] == ')') --depth;
    ++end;
  } while (depth > 0);
  const std::string_view parts = text.substr(1, end - 2);
  text.remove_prefix(end);
  return parts;
}

Argument take_argument(std::string_view& text) {
  Argument argument;
  const std::string_view both = take_until(text, "=?*+( ");
  const std::size_t colon = both.rfind(':');  // a name may have one, too: "ip:port"
  argument.name = both.substr(0, colon);
  argument.type = both.substr(colon + 1);
  if (text.starts_with('=')) {
    text.remove_prefix(1);
    argument.token = take_until(text, "?*+( ");
  }
  for (; !text.empty() && text.front() != '(' && text.front() != ' '; text.remove_prefix(1))
    argument.flags.push_back(text.front() == '?'   ? "optional"
                             : text.front() == '*' ? "multiple"
                                                   : "multiple_token");
  if (text.starts_with('(')) argument.parts = take_parts(text);
  skip(text, ' ');
  return argument;
}

void reply_argument(ReplyWriter& reply, const Argument& argument) {
  reply.map(2 + std::size_t{!argument.token.empty()} + std::size_t{!argument.flags.empty()} +
            std::size_t{!argument.parts.empty()});
  reply.bulk("name");
  reply.bulk(argument.name);
  reply.bulk("type");
  reply.bulk(argument.type);
  if (!argument.token.empty()) {
    reply.bulk("token");
    reply.bulk(argument.token);
  }
  if (!argument.flags.empty()) {
    reply.bulk("flags");
    reply.set(argument.flags.size());
    for (const std::string_view flag : argument.flags) reply.simple(flag);
  }
  if (argument.parts.empty()) return;
  reply.bulk("arguments");
  reply_arguments(reply, argument.parts);
}

}  // namespace

const Docs* find_docs(std::string_view name) {
  static const Library library = read_all();
  const auto found = library.find(name);
  return found == library.end() ? nullptr : &found->second;
}

void reply_arguments(ReplyWriter& reply, std::string_view arguments) {
  std::vector<Argument> all;
  while (!arguments.empty()) all.push_back(take_argument(arguments));
  reply.array(all.size());
  for (const Argument& argument : all) reply_argument(reply, argument);
}

}  // namespace kit::resp
