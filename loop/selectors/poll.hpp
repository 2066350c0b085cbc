// PollSelector: poll(2), every POSIX system. The whole list goes to the kernel with each call.
#pragma once

#include <poll.h>

#include <vector>

#include "loop/selectors/selector.hpp"

namespace kit {

class PollSelector final : public Selector {
 public:
  std::string_view name() const noexcept override { return "poll"; }

 protected:
  int change(const SelectorKey& before, const SelectorKey& after) override;
  int wait(std::optional<Duration> timeout, std::vector<SelectorKey>& ready) override;

 private:
  std::vector<pollfd> list_;         // what poll() takes, without gaps
  std::vector<std::size_t> places_;  // indexed by fd: where it stands in list_
};

}  // namespace kit
