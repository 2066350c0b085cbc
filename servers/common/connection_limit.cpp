#include "servers/common/connection_limit.hpp"

#include "servers/common/serve.hpp"

namespace kit {
namespace {

class Place {
 public:
  explicit Place(ConnectionLimit& limit) noexcept : limit_(limit) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() { limit_.release(); }

 private:
  ConnectionLimit& limit_;
};

Task<void> with_place(ConnectionHandler handler, ConnectionLimit* limit, StreamReader reader,
                      StreamWriter writer) {
  const Place place(*limit);
  co_await handler(std::move(reader), std::move(writer));
}

Task<void> turn_away(StreamWriter writer) {
  writer.write(busy_text);
  writer.close();
  co_return;
}

}  // namespace

bool ConnectionLimit::try_acquire() noexcept {
  if (++taken_ <= most_) return true;
  --taken_;
  return false;
}

ConnectionHandler limited(ConnectionHandler handler, ConnectionLimit& limit) {
  if (limit.unlimited()) return handler;
  return [handler, &limit](StreamReader reader, StreamWriter writer) {
    if (limit.try_acquire())
      return with_place(handler, &limit, std::move(reader), std::move(writer));
    return turn_away(std::move(writer));
  };
}

}  // namespace kit
