#include "servers/resp/append_only/encode.hpp"

#include "servers/resp/commands/values.hpp"
#include "servers/resp/protocol/number.hpp"
#include "servers/resp/protocol/reply.hpp"

namespace kit::resp {
namespace {

std::span<const std::string_view> as_span(std::initializer_list<std::string_view> words) {
  return {words.begin(), words.size()};
}

}  // namespace

void append_command(std::string& out, std::span<const std::string_view> words) {
  ReplyWriter writer(out);  // a request has the shape of a reply
  writer.array(words.size());
  for (const std::string_view word : words) writer.bulk(word);
}

void append_command(std::string& out, std::initializer_list<std::string_view> words) {
  append_command(out, as_span(words));
}

void CommandStream::select(std::size_t database) {
  if (database == database_) return;
  append_command(bytes_, {"SELECT", std::to_string(database)});
  database_ = database;
}

void CommandStream::add(std::size_t database, std::span<const std::string_view> words) {
  select(database);
  append_command(bytes_, words);
}

void CommandStream::add(std::size_t database, std::initializer_list<std::string_view> words) {
  add(database, as_span(words));
}

void CommandStream::add_entry(std::size_t database, const Entry& entry) {
  const Entry::Deadline deadline = entry.deadline();
  std::string until;
  if (deadline) append_integer(until, *deadline);
  if (!is_string(entry.kind())) {
    add_collection(database, entry);
    if (deadline) add(database, {"PEXPIREAT", entry.key(), until});
    return;
  }
  const ValueText value(entry);
  if (!deadline) return add(database, {"SET", entry.key(), value.view()});
  add(database, {"SET", entry.key(), value.view(), "PXAT", until});
}

}  // namespace kit::resp
