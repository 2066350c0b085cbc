#include "loop/sim/fingerprint.hpp"

namespace kit::sim {

void Fingerprint::mix(std::string_view text) noexcept {
  mix(static_cast<std::uint64_t>(text.size()));
  for (const char letter : text)
    mix(static_cast<std::uint64_t>(static_cast<unsigned char>(letter)));
}

void Fingerprint::mix(const TraceRecord& record) {
  mix(record.id);
  mix(record.cause);
  mix(static_cast<std::uint64_t>(record.ts));
  mix(static_cast<std::uint64_t>(record.a));
  mix(static_cast<std::uint64_t>(record.b));
  const std::uint64_t task =
      record.task == 0 ? 0 : tasks_.emplace(record.task, tasks_.size() + 1).first->second;
  mix(task << 32 | record.pass);
  mix(static_cast<std::uint64_t>(static_cast<std::uint32_t>(record.fd)) << 32 | record.generation);
  mix(static_cast<std::uint64_t>(record.kind) << 8 | record.flags);
}

void Fingerprint::mix_new(const Trace& trace) {
  trace.visit_after(last_id_, [this](const TraceRecord& record) { mix(record); });
  last_id_ = trace.count();
}

}  // namespace kit::sim
