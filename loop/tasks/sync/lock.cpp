#include "loop/tasks/sync/lock.hpp"

#include <stdexcept>

namespace kit {

void Lock::release() {
  if (!locked()) throw std::runtime_error("Lock is not acquired.");
  permits_.give();
}

}  // namespace kit
