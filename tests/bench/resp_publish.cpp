// Publishing: one connection says PUBLISH, `depth` times in a write, and waits for its replies and
// until every subscriber has every message. So nobody ever falls behind far enough to be cut off,
// and one batch after the other costs the server the same. A request is one PUBLISH.
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <vector>

#include "tests/bench/load.hpp"
#include "tests/bench/resp_replies.hpp"
#include "tests/bench/resp_requests.hpp"
#include "tests/bench/socket.hpp"

namespace kit::bench {

namespace {

constexpr std::string_view channel = "channel";
constexpr size_t opening_batch = 64;  // below the usual backlog of 100
constexpr int events_per_wait = 1024;
constexpr size_t read_size = 64 * 1024;

std::string text_of(const LoadSpec& spec) { return std::string(spec.message_size, 'x'); }

std::string message_to_all(const LoadSpec& spec) {
  const std::string text = text_of(spec);
  return "*3\r\n$7\r\nmessage\r\n$7\r\nchannel\r\n$" + std::to_string(text.size()) + "\r\n" + text +
         "\r\n";
}

// A connection, and how many of the replies that it waits for have not come.
struct Listener {
  Fd fd;
  size_t state = 0;  // of its check
  size_t missing = 0;
};

class Publishing : public Load {
 public:
  Publishing(const LoadSpec& spec, uint16_t port)
      : subscribers_(spec.idle),
        depth_(spec.depth),
        subscribed_("*3\r\n$9\r\nsubscribe\r\n$7\r\nchannel\r\n:1\r\n"),
        message_(message_to_all(spec)),
        reached_(":" + std::to_string(spec.idle) + "\r\n"),
        epoll_(epoll_create1(EPOLL_CLOEXEC)),
        buffer_(read_size) {
    if (!epoll_) fail_with_errno("epoll_create1 for the subscribers");
    for (size_t i = 0; i < depth_; ++i) append_request(batch_, {"PUBLISH", channel, text_of(spec)});
    while (listeners_.size() < subscribers_) subscribe_some(port);
    open(port);  // the publisher is the last one
  }

  Window run(uint64_t duration_ns) override {
    Window window;
    const uint64_t begin = now_ns();
    const uint64_t deadline = begin + duration_ns;
    do {
      const uint64_t asked_at = now_ns();
      publish();
      const uint64_t now = now_ns();
      for (size_t i = 0; i < depth_; ++i) window.latency.record(now - asked_at);
      window.requests += depth_;
    } while (now_ns() < deadline);
    window.seconds = static_cast<double>(now_ns() - begin) * 1e-9;
    return window;
  }

 private:
  void open(uint16_t port) {
    Listener& listener = listeners_.emplace_back();
    listener.fd = connect_to(port, Path::trusted);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = listeners_.size() - 1;
    if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, listener.fd.get(), &event) < 0)
      fail_with_errno("epoll_ctl for a subscriber");
  }

  void subscribe_some(uint16_t port) {
    const size_t first = listeners_.size();
    const size_t end = std::min(subscribers_, first + opening_batch);
    std::string request;
    append_request(request, {"SUBSCRIBE", channel});
    while (listeners_.size() < end) open(port);
    for (size_t i = first; i < end; ++i) {
      send_all(listeners_[i], request);
      listeners_[i].missing = 1;
    }
    hear_all(end - first, subscribed_);
  }

  void publish() {
    for (Listener& listener : listeners_) listener.missing = depth_;
    send_all(listeners_.back(), batch_);
    hear_all(listeners_.size(), message_);
  }

  // The socket takes it at once: it is small, and all that was sent before has been answered.
  static void send_all(const Listener& listener, const std::string& text) {
    if (send(listener.fd.get(), text.data(), text.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(text.size()))
      fail_with_errno("send to the server");
  }

  // Until `count` of them miss nothing any more; the publisher hears of those it reached. It never
  // sleeps meanwhile, so that no server pays for waking it.
  void hear_all(size_t count, const ReplyCheck& check) {
    epoll_event events[events_per_wait];
    uint64_t heard_at = now_ns();
    while (count > 0) {
      const int ready = epoll_wait(epoll_.get(), events, events_per_wait, 0);
      if (ready < 0 && errno != EINTR) fail_with_errno("epoll_wait in the client");
      const uint64_t now = now_ns();
      if (ready > 0) heard_at = now;
      if (now - heard_at > silence_limit_ns)
        fail(std::to_string(count) + " connections missed a message for 5 s");
      for (int i = 0; i < ready; ++i) {
        const size_t index = events[i].data.u64;
        count -= hear(listeners_[index], index == subscribers_ ? reached_ : check) ? 1 : 0;
      }
    }
  }

  // Whether with that it misses nothing.
  bool hear(Listener& listener, const ReplyCheck& check) {
    const ssize_t count = recv(listener.fd.get(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    if (count < 0) fail_with_errno("receive from the server");
    if (count == 0) fail("the server closed a connection in the middle of a run");
    const size_t heard = check.take({buffer_.data(), static_cast<size_t>(count)}, listener.state);
    if (heard > listener.missing) fail("a subscriber heard more than was said");
    listener.missing -= heard;
    return heard > 0 && listener.missing == 0;
  }

  const size_t subscribers_;
  const size_t depth_;
  const ReplyCheck subscribed_;
  const ReplyCheck message_;
  const ReplyCheck reached_;
  Fd epoll_;
  std::vector<Listener> listeners_;  // the publisher is the last one
  std::vector<char> buffer_;
  std::string batch_;
};

}  // namespace

std::unique_ptr<Load> make_publishing(const LoadSpec& spec, uint16_t port) {
  return std::make_unique<Publishing>(spec, port);
}

}  // namespace kit::bench
