#include "loop/observe/trace.hpp"

#include <array>
#include <ostream>
#include <stdexcept>

namespace kit {

std::string_view to_string(TraceKind kind) {
  constexpr std::array<std::string_view, 13> names = {
      "poll", "readable", "writable", "timer", "run",  "task_new", "step",
      "park", "task_end", "accept",   "recv",  "send", "close"};
  return names[static_cast<std::size_t>(kind)];
}

Trace::Trace(std::size_t capacity) : ring_(capacity) {
  if (capacity == 0) throw std::invalid_argument("a trace needs room for at least one record");
}

std::uint64_t Trace::add(TraceRecord record) noexcept {
  record.id = next_id_++;
  if (record.cause == 0) record.cause = current_;
  if (record.ts == 0) record.ts = last_ts_;
  last_ts_ = record.ts;
  ring_[record.id % ring_.size()] = record;
  return record.id;
}

std::vector<TraceRecord> Trace::records() const {
  std::vector<TraceRecord> all;
  const std::uint64_t oldest = next_id_ > ring_.size() ? next_id_ - ring_.size() : 1;
  for (std::uint64_t id = oldest; id < next_id_; ++id) all.push_back(ring_[id % ring_.size()]);
  return all;
}

void Trace::write_json(std::ostream& out, int loop) const {
  for (const TraceRecord& record : records()) {
    out << "{\"loop\":" << loop << ",\"id\":" << record.id << ",\"cause\":" << record.cause
        << ",\"ts\":" << record.ts << ",\"pass\":" << record.pass << ",\"kind\":\""
        << to_string(record.kind) << "\",\"task\":" << record.task << ",\"fd\":" << record.fd
        << ",\"generation\":" << record.generation << ",\"a\":" << record.a << ",\"b\":" << record.b
        << "}\n";
  }
}

}  // namespace kit
