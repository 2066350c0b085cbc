#include "servers/common/graceful.hpp"

#include "loop/event_loop.hpp"

namespace kit {
namespace {

constexpr Duration deadline = std::chrono::seconds(5);
// After our FIN, how long what clients still send is read, so that no reset overtakes the farewell.
constexpr Duration linger = std::chrono::milliseconds(100);

}  // namespace

Task<void> serve_until_closed(Server& server) {
  co_await server.serve_forever();
  server.set_linger(linger);
  server.end_input();
  EventLoop& loop = EventLoop::current();
  const CallHandle cut = loop.call_later(deadline, [&server] { server.abort_clients(); });
  co_await server.wait_closed();
  loop.cancel(cut);
}

}  // namespace kit
