// An echo server on Asio with callbacks, for `bench echo --also asio=...`. Built only where Asio is
// installed.

#define ASIO_STANDALONE
// One thread runs the loop, and it says so: Asio then takes no locks.
#define ASIO_DISABLE_THREADS

#include <asio.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace kit::bench {
namespace {

using asio::ip::tcp;

// Every session needs a buffer of its own while its read is under way; large enough for the largest
// message.
constexpr size_t buffer_size = 16 * 1024;

class Session : public std::enable_shared_from_this<Session> {
 public:
  explicit Session(tcp::socket socket) : socket_(std::move(socket)) {}

  void read() {
    socket_.async_read_some(asio::buffer(buffer_),
                            [self = shared_from_this()](asio::error_code error, size_t size) {
                              if (!error) self->write(size);
                            });
  }

 private:
  void write(size_t size) {
    asio::async_write(socket_, asio::buffer(buffer_, size),
                      [self = shared_from_this()](asio::error_code error, size_t) {
                        if (!error) self->read();
                      });
  }

  tcp::socket socket_;
  char buffer_[buffer_size];
};

void accept(tcp::acceptor& acceptor) {
  acceptor.async_accept([&acceptor](asio::error_code error, tcp::socket socket) {
    if (!error) std::make_shared<Session>(std::move(socket))->read();
    accept(acceptor);
  });
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
  kit::bench::accept(acceptor);
  context.run();
}
