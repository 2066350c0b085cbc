// The HTTP client on the dispatcher, and a server of a few lines that the test controls.
#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <thread>

#include "loop/tasks/run.hpp"
#include "streams/server.hpp"
#include "tests/e2e/echo_server.hpp"
#include "tests/support/connections.hpp"

namespace kit::test {
namespace {

/// Answers every request with the same bytes, and closes. In a thread of its own.
class HttpServer {
 public:
  explicit HttpServer(std::string reply) : reply_(std::move(reply)) {
    server_ = start_server(loop_,
                           [this](StreamReader reader, StreamWriter writer) {
                             return answer(*this, std::move(reader), std::move(writer));
                           },
                           {any_port()}, {});
    thread_ = std::thread([this] { kit::run(loop_, serve(*this)); });
  }
  ~HttpServer() { stop(); }

  std::string url(const std::string& path) const {
    return "http://" + server_->addresses().front().str() + path;
  }
  /// The heads of all requests. The server ends with that.
  const std::string& requests() {
    stop();
    return requests_;
  }

 private:
  void stop() {
    if (!thread_.joinable()) return;
    loop_.call_soon_threadsafe([this] { server_->close(); });
    thread_.join();
  }
  static Task<void> serve(HttpServer& self) { co_await self.server_->serve_forever(); }
  static Task<void> answer(HttpServer& self, StreamReader reader, StreamWriter writer) {
    std::string head;
    while (!head.ends_with("\r\n\r\n")) {
      const std::string line = co_await reader.readline();
      if (line.empty()) break;
      head += line;
    }
    self.requests_ += head;
    writer.write(self.reply_);
    co_await writer.drain();
    writer.close();
  }

  std::string reply_;
  EventLoop loop_;
  std::optional<Server> server_;
  std::string requests_;
  std::thread thread_;
};

Outcome get(const std::string& url) { return Outcome({ancestor_program("http_get"), url}); }

TEST_CASE("http: a page, and what was asked for it") {
  HttpServer server(
      "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 11\r\n\r\na\nshort\nGo!");
  const Outcome page = get(server.url("/short.txt?a=b#part"));
  CHECK(page.out == "a\nshort\nGo!");
  CHECK(page.err == "");
  CHECK(page.ending == Ending{.status = 0, .signal = 0});
  const std::string authority = server.url("").substr(7);
  CHECK(server.requests() == "GET /short.txt?a=b HTTP/1.0\r\nHost: " + authority + "\r\n\r\n");
}

TEST_CASE("http: a large page, of which the server does not say how long it is") {
  const std::string body = pattern(3'000'000);
  HttpServer server("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body);
  const Outcome page = get(server.url(""));
  CHECK((page.out == body));
  CHECK(page.ending == Ending{.status = 0, .signal = 0});
  CHECK(server.requests().starts_with("GET / HTTP/1.0\r\n"));
}

TEST_CASE("http: a page that is not there, one that is cut off, and no HTTP at all") {
  HttpServer missing("HTTP/1.0 404 Not Found\r\nContent-Length: 5\r\n\r\nsorry");
  const Outcome none = get(missing.url("/nope"));
  CHECK(none.out == "sorry");
  CHECK(none.err == "http_get: the server answers: 404 Not Found\n");
  CHECK(none.ending == Ending{.status = 1, .signal = 0});

  HttpServer cut("HTTP/1.0 200 OK\r\ncontent-length: 100\r\n\r\nnot even a tenth");
  CHECK(get(cut.url("/")).err == "http_get: the page is cut off: 16 of 100 bytes came\n");

  for (const char* const reply : {"SSH-2.0-OpenSSH\r\n", "", "HTTP/1.0 200 OK\r\n"}) {
    HttpServer other(reply);
    const Outcome page = get(other.url("/"));
    CHECK(page.out == "");
    CHECK(page.err == "http_get: this is no HTTP server\n");
    CHECK(page.ending == Ending{.status = 1, .signal = 0});
  }
}

TEST_CASE("http: a head without an end is not read for ever") {
  HttpServer server("HTTP/1.0 200 OK\r\nX: " + std::string(200'000, 'x'));
  const Outcome page = get(server.url("/"));
  CHECK(page.err == "http_get: the reply has no end of head\n");
  CHECK(page.ending == Ending{.status = 1, .signal = 0});
}

TEST_CASE("http: a head of bare line feeds; an empty line of the page is no end of the head") {
  HttpServer bare("HTTP/1.0 200 OK\nX: y\n\nfirst\r\n\r\nsecond");
  CHECK(get(bare.url("/")).out == "first\r\n\r\nsecond");
  HttpServer usual("HTTP/1.0 200 OK\r\nX: y\r\n\r\nfirst\n\nsecond");
  CHECK(get(usual.url("/")).out == "first\n\nsecond");
}

TEST_CASE("http: what is no URL") {
  for (const char* const url :
       {"", "127.0.0.1", "ftp://127.0.0.1/", "http://", "http:///x", "http://127.0.0.1:0/",
        "http://127.0.0.1:99999/", "http://127.0.0.1:80x/", "http://[::1/", "http://a b/",
        "http://127.0.0.1/\r\nX: y"}) {
    CAPTURE(url);
    const Outcome outcome = get(url);
    CHECK(outcome.ending == Ending{.status = 2, .signal = 0});
    CHECK(outcome.err.find("should look like http://HOST[:PORT][/PATH]") != std::string::npos);
  }
}

}  // namespace
}  // namespace kit::test
