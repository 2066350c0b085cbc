// EpollSelector: epoll(7), Linux. The kernel keeps the list and reports only who is ready.
#pragma once

#ifdef __linux__
#define KIT_HAS_EPOLL 1

#include <sys/epoll.h>

#include <vector>

#include "loop/os/fd.hpp"
#include "loop/selectors/selector.hpp"

namespace kit {

class EpollSelector final : public Selector {
 public:
  EpollSelector();  // throws OSError when out of descriptors
  std::string_view name() const noexcept override { return "epoll"; }

 protected:
  int change(const SelectorKey& before, const SelectorKey& after) override;
  int wait(std::optional<Duration> timeout, std::vector<SelectorKey>& ready) override;
  void release() noexcept override;

 private:
  Fd epoll_;
  std::vector<epoll_event> events_;  // room for one answer of the kernel
};

}  // namespace kit

#endif
