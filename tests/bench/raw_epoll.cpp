// The yardstick: an echo server written by hand on epoll, with nothing between it and the kernel.
//
// It promises only what the benchmark needs: every byte comes back, a slow reader is not lost, and
// no system call is made that could be left out. It has no timeouts, no limits, no log and no
// abstractions, so that what it costs is what the kernel costs. Keep it honest: a trick added here
// has to be one that a real server could use too.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace kit::bench {
namespace {

constexpr size_t read_size =
    64 * 1024;  // one loopback segment at most; larger buffers only cool the cache
constexpr int events_per_wait = 512;
constexpr int listen_backlog = 4096;
constexpr ssize_t ping_size = 14;  // "*1\r\n$4\r\nPING\r\n"; they come whole
constexpr ssize_t pong_size = 7;   // "+PONG\r\n"

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "raw_epoll: %s: %s\n", what, std::strerror(errno));
  std::exit(1);
}

// _exit is safe inside a signal handler, and leaving at once avoids the race between testing a flag
// and waiting.
void leave(int) { _exit(0); }

class RawEcho {
 public:
  // With `pong` it answers every PING, 14 bytes, as a RESP server would: what is the least that
  // this can cost?
  RawEcho(uint16_t port, bool pong) {
    while (pong && pongs_.size() < read_size) pongs_ += "+PONG\r\n";
    listen_on(port);
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_ < 0) fail("epoll_create1");
    control(EPOLL_CTL_ADD, listener_, EPOLLIN);
  }

  void serve() {
    epoll_event events[events_per_wait];
    for (;;) {
      int ready = epoll_wait(epoll_, events, events_per_wait, -1);
      if (ready < 0 && errno != EINTR) fail("epoll_wait");
      for (int i = 0; i < ready; ++i) {
        int fd = events[i].data.fd;
        if (fd == listener_) {
          accept_all();
        } else if (events[i].events & EPOLLOUT) {
          send_pending(fd);
        } else {
          echo(fd);
        }
      }
    }
  }

 private:
  void listen_on(uint16_t port) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener_ < 0) fail("socket");
    int on = 1;
    setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    // Accepted sockets inherit this from the listener: no setsockopt for each connection.
    setsockopt(listener_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), length) < 0) fail("bind 127.0.0.1");
    if (listen(listener_, listen_backlog) < 0) fail("listen");
    if (getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) < 0)
      fail("getsockname");
    std::printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    std::fflush(stdout);
  }

  void control(int operation, int fd, uint32_t interest) {
    epoll_event event{};
    event.events = interest;
    event.data.fd = fd;
    if (epoll_ctl(epoll_, operation, fd, &event) < 0) fail("epoll_ctl");
  }

  void accept_all() {
    for (;;) {
      int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0) {
        if (errno == EAGAIN) return;
        if (errno == EINTR || errno == ECONNABORTED) continue;
        fail("accept4");
      }
      if (static_cast<size_t>(fd) >= pending_.size())
        pending_.resize(static_cast<size_t>(fd) * 2 + 1);
      control(EPOLL_CTL_ADD, fd, EPOLLIN);
    }
  }

  // One read for each event. What is left in the socket makes epoll report it again, so reading
  // until EAGAIN would only add a call that fails.
  void echo(int fd) {
    ssize_t got = recv(fd, buffer_, read_size, 0);
    if (got <= 0) {
      if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
      return drop(fd);
    }
    const char* answer = buffer_;
    if (!pongs_.empty()) {
      answer = pongs_.data();
      got = got / ping_size * pong_size;
    }
    ssize_t sent = send(fd, answer, static_cast<size_t>(got), MSG_NOSIGNAL);
    if (sent == got) return;
    if (sent < 0) {
      if (errno != EAGAIN && errno != EINTR) return drop(fd);
      sent = 0;
    }
    pending_[static_cast<size_t>(fd)].assign(answer + sent, static_cast<size_t>(got - sent));
    // While output waits, input is not wanted: this is all the backpressure an echo server needs.
    control(EPOLL_CTL_MOD, fd, EPOLLOUT);
  }

  void send_pending(int fd) {
    std::string& output = pending_[static_cast<size_t>(fd)];
    ssize_t sent = send(fd, output.data(), output.size(), MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EAGAIN || errno == EINTR) return;
      return drop(fd);
    }
    output.erase(0, static_cast<size_t>(sent));
    if (output.empty()) control(EPOLL_CTL_MOD, fd, EPOLLIN);
  }

  // close() also takes the descriptor out of the epoll set, because no other descriptor shares its
  // open file.
  void drop(int fd) {
    pending_[static_cast<size_t>(fd)] = {};
    close(fd);
  }

  int listener_ = -1;
  int epoll_ = -1;
  std::vector<std::string> pending_;  // by descriptor; empty unless a write was short
  std::string pongs_;                 // empty: what came goes back
  alignas(4096) char buffer_[read_size];
};

struct Options {
  uint16_t port = 0;
  bool pong = false;
};

Options options_from(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    std::string_view word = argv[i];
    if (word == "--pong") {
      options.pong = true;
      continue;
    }
    if (word == "--port" && i + 1 < argc) {
      std::string_view text = argv[++i];
      auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), options.port);
      if (error == std::errc{} && end == text.data() + text.size()) continue;
    }
    std::fprintf(stderr, "raw_epoll: bad argument: %s\nusage: raw_epoll [--port N] [--pong]\n",
                 argv[i]);
    std::exit(2);
  }
  return options;
}

// Thousands of idle connections need more descriptors than the usual soft limit of 1,024.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
}

}  // namespace
}  // namespace kit::bench

int main(int argc, char** argv) {
  std::signal(SIGTERM, kit::bench::leave);
  std::signal(SIGINT, kit::bench::leave);
  kit::bench::raise_descriptor_limit();
  const kit::bench::Options options = kit::bench::options_from(argc, argv);
  static kit::bench::RawEcho server(options.port, options.pong);
  server.serve();
}
