// http_get URL: prints a page. The HTTP client of asyncore's manual, grown up a little: it says
// when there is no such page, and when a page has no end.
#include <charconv>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "servers/ancestors/client_channel.hpp"
#include "servers/ancestors/http_reply.hpp"
#include "servers/ancestors/output_channel.hpp"
#include "servers/common/options.hpp"
#include "servers/common/program.hpp"
#include "streams/address.hpp"

namespace kit {
namespace {

constexpr std::size_t read_size = 65536;

class HttpClient final : public ClientChannel {
 public:
  HttpClient(const HttpUrl& url, const std::vector<Address>& addresses, OutputChannel& page)
      : ClientChannel(addresses, page.map()), url_(url), page_(page) {}

  void handle_connect() override {
    send("GET " + url_.path + " HTTP/1.0\r\nHost: " + url_.authority + "\r\n\r\n");
  }
  bool readable() override { return ClientChannel::readable() && page_.has_room(); }
  void handle_read() override {
    page_.send(reply_.body_in(recv(read_size)));
    if (!page_.is_open()) close();
  }

  /// Throws what went wrong: there, or on the way.
  void check() const {
    ClientChannel::check();
    reply_.check();
  }

 private:
  HttpUrl url_;
  OutputChannel& page_;
  HttpReply reply_;
};

void print_page(const HttpUrl& url) {
  const std::vector<Address> addresses = resolve(url.host, url.port);
  ChannelMap map(make_selector("select"));  // standard output may be a file
  OutputChannel page(map);
  HttpClient client(url, addresses, page);
  const auto over = [&] { return !client.is_open() || !page.is_open(); };
  while (!over()) poll_loop(map, std::chrono::seconds(30), false, 1);
  if (!page.is_open()) client.close();  // nobody to print it for
  page.close_when_done();
  poll_loop(map);
  page.check();
  client.check();
}

}  // namespace
}  // namespace kit

int main(int argc, char** argv) {
  std::vector<kit::Argument> arguments{{.name = "URL", .help = "http://HOST[:PORT][/PATH]"}};
  const auto ended = kit::parse_command_line(argc, argv, "Prints a page.", arguments);
  if (ended) return *ended;
  const std::optional<kit::HttpUrl> url = kit::parse_http_url(arguments[0].value);
  if (!url) {
    std::cerr << "http_get: '" << arguments[0].value
              << "' should look like http://HOST[:PORT][/PATH]\n";
    return 2;
  }
  return kit::run_tool("http_get", [&] { kit::print_page(*url); });
}
