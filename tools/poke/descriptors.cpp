#include "tools/poke/descriptors.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <string>

#include "loop/errors.hpp"

namespace kit::poke {
namespace {

// Standard streams, selector, wake-up, signals, a look-up; connections that are still closing.
constexpr rlim_t reserve = 32;

}  // namespace

void allow_clients(int clients) {
  const rlim_t wanted = static_cast<rlim_t>(clients) + reserve;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) throw_os_error(errno, "getrlimit");
  if (limit.rlim_cur >= wanted) return;
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  const bool raised = ::setrlimit(RLIMIT_NOFILE, &limit) == 0;
  const rlim_t possible = raised ? limit.rlim_cur : before;
  if (possible >= wanted) return;
  throw std::runtime_error(std::to_string(clients) +
                           " clients at once are too many: this system allows " +
                           std::to_string(possible > reserve ? possible - reserve : 0) +
                           " (take fewer --clients, or raise the limit with ulimit -n)");
}

}  // namespace kit::poke
