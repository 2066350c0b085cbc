// A collection as commands that make it anew: SADD key member member ..., several if it is big.
//
// A key may be written although the file has it already, and then as it is there. What is already
// in a set, a hash or a sorted set may come once more; a list begins anew.
#include "servers/resp/append_only/encode.hpp"
#include "servers/resp/protocol/number.hpp"
#include "servers/resp/protocol/reply.hpp"
#include "servers/resp/store/collections/hash.hpp"
#include "servers/resp/store/collections/list.hpp"
#include "servers/resp/store/collections/set.hpp"
#include "servers/resp/store/collections/sorted_set.hpp"

namespace kit::resp {
namespace {

/// Elements of one command, as Redis: a reader of the file need not hold more of them in memory.
constexpr std::size_t together = 64;

/// `name key word word ...`: as many commands as it takes.
class ElementCommands {
 public:
  ElementCommands(std::string& out, std::string_view name, std::string_view key)
      : out_(out), name_(name), key_(key) {}

  void add(std::string_view word) {
    ReplyWriter(words_).bulk(word);
    ++word_count_;
  }
  /// After the words of each element.
  void end_element() {
    if (++element_count_ == together) write();
  }
  /// After the last one.
  void end() {
    if (element_count_ > 0) write();
  }

 private:
  void write() {
    ReplyWriter writer(out_);
    writer.array(2 + word_count_);
    writer.bulk(name_);
    writer.bulk(key_);
    out_ += words_;
    words_.clear();
    word_count_ = element_count_ = 0;
  }

  std::string& out_;
  std::string_view name_;
  std::string_view key_;
  std::string words_;  // as they will stand there
  std::size_t word_count_ = 0;
  std::size_t element_count_ = 0;
};

void add_hash(std::string& out, std::string_view key, const Hash& hash) {
  ElementCommands commands(out, "HSET", key);
  hash.for_each([&commands](const PackElement& field, const PackElement& value) {
    PackElement::Digits digits;
    commands.add(field.text(digits));
    commands.add(value.text(digits));
    commands.end_element();
  });
  commands.end();
}

void add_list(std::string& out, std::string_view key, const List& list) {
  append_command(out, {"DEL", key});
  ElementCommands commands(out, "RPUSH", key);
  list.visit(list.begin(), list.size(), [&commands](const PackElement& element) {
    PackElement::Digits digits;
    commands.add(element.text(digits));
    commands.end_element();
  });
  commands.end();
}

void add_set(std::string& out, std::string_view key, const Set& set) {
  ElementCommands commands(out, "SADD", key);
  set.for_each([&commands](const Member& member) {
    commands.add(MemberText(member).view());
    commands.end_element();
  });
  commands.end();
}

void add_sorted_set(std::string& out, std::string_view key, const SortedSet& set) {
  ElementCommands commands(out, "ZADD", key);
  std::string score_text;
  set.for_each([&](const PackElement& member, double score) {
    PackElement::Digits digits;
    score_text.clear();
    append_double(score_text, score);
    commands.add(score_text);
    commands.add(member.text(digits));
    commands.end_element();
  });
  commands.end();
}

}  // namespace

void CommandStream::add_collection(std::size_t database, const Entry& entry) {
  select(database);
  if (entry.kind() == Kind::hash) add_hash(bytes_, entry.key(), entry.as<Hash>());
  if (entry.kind() == Kind::list) add_list(bytes_, entry.key(), entry.as<List>());
  if (entry.kind() == Kind::set) add_set(bytes_, entry.key(), entry.as<Set>());
  if (entry.kind() == Kind::sorted_set) add_sorted_set(bytes_, entry.key(), entry.as<SortedSet>());
}

}  // namespace kit::resp
