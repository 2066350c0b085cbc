// Rewrite: the data as a new append-only file, while they go on changing.
//
// Redis forks: the child writes what it sees, and the parent stops for as long as the fork takes.
// Here the loop itself writes a few entries at a time, between the commands of its clients, and
// each command that changes something while this goes on, in the order in which they happen. What
// makes the file right is one rule: when a command is written, each key that it depends on has been
// written before, as it was just before the command. So before_change() writes a key that is about
// to change, and what the walk through the tables has not reached yet can wait.
//
// An entry may be written twice: it says what the key is now, whatever it was before. A key that is
// not there needs no entry: the reader of the file does not have it either.
//
// No file here and no thread: it gives bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "servers/resp/append_only/covered_keys.hpp"
#include "servers/resp/append_only/encode.hpp"
#include "servers/resp/store/keyspace.hpp"

namespace kit::resp {

class Rewrite {
 public:
  /// `keyspace` must outlive it.
  explicit Rewrite(Keyspace& keyspace);

  /// Before a command that may change this key, or needs it to change another.
  void before_change(std::size_t database, std::string_view key);
  /// After a command that has changed something.
  void append(std::size_t database, std::span<const std::string_view> words);
  /// True after a FLUSHALL: all that was written before it is for nothing. Better begin again.
  bool is_out_of_date() const noexcept { return out_of_date_; }

  /// Writes the entries of a few buckets. False when there are no more: the file is complete from
  /// now on, with whatever is appended.
  bool write_some();

  /// To be taken out by whoever writes the file.
  std::string& bytes() noexcept { return out_.bytes(); }

 private:
  /// How far the walk has come in one database. SWAPDB swaps these, too.
  struct Progress {
    std::uint64_t cursor = 0;
    bool done = false;
  };
  void follow_swap(std::span<const std::string_view> words);

  Keyspace& keyspace_;
  std::vector<Progress> progress_;
  CoveredKeys covered_;
  CommandStream out_;
  bool out_of_date_ = false;
};

}  // namespace kit::resp
