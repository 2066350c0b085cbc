// SelectSelector: select(2), everywhere. Three bitmaps, and no descriptor from 1024 upwards.
#pragma once

#include <sys/select.h>

#include <vector>

#include "loop/selectors/selector.hpp"

namespace kit {

class SelectSelector final : public Selector {
 public:
  SelectSelector();
  std::string_view name() const noexcept override { return "select"; }

 protected:
  int change(const SelectorKey& before, const SelectorKey& after) override;
  int wait(std::optional<Duration> timeout, std::vector<SelectorKey>& ready) override;

 private:
  int report_closed(std::vector<SelectorKey>& ready) const;

  bool watched(int fd) const;

  // Who waits, for what. select() gets copies, since it overwrites its arguments.
  fd_set readers_;
  fd_set writers_;
  fd_set urgent_;     // for out-of-band data
  int highest_ = -1;  // the largest descriptor in any of them
};

}  // namespace kit
