// Witness: an object that tells when it was made and when it died.
//
// A coroutine's parameters and locals live in its frame. Passing a Witness in shows whether the
// frame was freed, when, and that nothing in it was destroyed twice, as some compilers do.
#pragma once

#include <doctest/doctest.h>

#include <set>

namespace kit::test {

class Witness;

/// Keeps the books of some witnesses. Must outlive them.
class Tally {
 public:
  /// How many are alive.
  int live() const { return static_cast<int>(alive_.size()); }
  /// How many ever were; moving one makes another.
  int made() const { return made_; }
  /// Made where one lives already, or destroyed where none does.
  int faults() const { return faults_; }

 private:
  friend class Witness;
  std::set<const Witness*> alive_;
  int made_ = 0;
  int faults_ = 0;
};

class Witness {
 public:
  explicit Witness(Tally& tally) : tally_(&tally) { enter(); }
  Witness(const Witness& other) : tally_(other.tally_) { enter(); }
  Witness& operator=(const Witness&) = default;
  ~Witness() {
    if (tally_->alive_.erase(this) == 0) ++tally_->faults_;
  }

 private:
  void enter() {
    ++tally_->made_;
    if (!tally_->alive_.insert(this).second) ++tally_->faults_;
  }
  Tally* tally_;
};

/// All are gone, each of them once; and there were some.
inline void check_all_gone(const Tally& tally) {
  CHECK(tally.made() > 0);
  CHECK(tally.live() == 0);
  CHECK(tally.faults() == 0);
}

}  // namespace kit::test
