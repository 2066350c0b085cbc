// KqueueSelector: kqueue(2), macOS and the BSDs. The kernel keeps a filter for each kind of event.
#pragma once

#if defined(__APPLE__) || defined(__FreeBSD__) || defined(__OpenBSD__) || defined(__NetBSD__) || \
    defined(__DragonFly__)
#define KIT_HAS_KQUEUE 1

#include <sys/types.h>
// sys/event.h needs sys/types.h before it on some BSDs.
#include <sys/event.h>

#include <vector>

#include "loop/os/fd.hpp"
#include "loop/selectors/selector.hpp"

namespace kit {

class KqueueSelector final : public Selector {
 public:
  KqueueSelector();  // throws OSError when out of descriptors
  std::string_view name() const noexcept override { return "kqueue"; }

 protected:
  int change(const SelectorKey& before, const SelectorKey& after) override;
  int wait(std::optional<Duration> timeout, std::vector<SelectorKey>& ready) override;
  void release() noexcept override;

 private:
  int change_filter(int fd, Events bit, bool before, bool after, std::uint32_t data);

  Fd kqueue_;
  std::vector<struct kevent> events_;  // room for one answer of the kernel
  std::vector<std::size_t> places_;    // indexed by fd: where it stands in this answer, plus one
};

}  // namespace kit

#endif
