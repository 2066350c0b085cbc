// An echo server on Asio with coroutines, for `bench echo --also asio-coro=...`. Built only where
// Asio is installed.

#define ASIO_STANDALONE
// One thread runs the loop, and it says so: Asio then takes no locks.
#define ASIO_DISABLE_THREADS

#include <asio.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace kit::bench {
namespace {

using asio::ip::tcp;

// Lives in the coroutine's frame; large enough for the largest message.
constexpr size_t buffer_size = 16 * 1024;

asio::awaitable<void> echo(tcp::socket socket) {
  char buffer[buffer_size];
  asio::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  for (;;) {
    size_t size = co_await socket.async_read_some(asio::buffer(buffer), token);
    if (error) co_return;
    co_await asio::async_write(socket, asio::buffer(buffer, size), token);
    if (error) co_return;
  }
}

asio::awaitable<void> serve(tcp::acceptor& acceptor) {
  for (;;) {
    tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
    asio::co_spawn(acceptor.get_executor(), echo(std::move(socket)), asio::detached);
  }
}

}  // namespace
}  // namespace kit::bench

int main() {
  std::signal(SIGTERM, [](int) { std::_Exit(0); });
  asio::io_context context(1);
  using asio::ip::tcp;
  tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  acceptor.set_option(tcp::no_delay(true));  // inherited by the accepted sockets
  acceptor.listen(4096);
  std::printf("listening on 127.0.0.1:%d\n", acceptor.local_endpoint().port());
  std::fflush(stdout);
  asio::co_spawn(context, kit::bench::serve(acceptor), asio::detached);
  context.run();
}
