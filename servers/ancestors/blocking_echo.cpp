// The echo server that everybody writes first: one client at a time.
//
// Every call waits until it is done. While one client is served, the next one hangs: try it with
// two terminals. The other programs in this folder are ways out. Ctrl-C ends it without a goodbye.
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <vector>

#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "loop/os/address.hpp"
#include "loop/os/fd.hpp"
#include "servers/common/options.hpp"
#include "servers/common/program.hpp"
#include "streams/address.hpp"

namespace kit {
namespace {

constexpr int backlog = 5;

/// Repeats a call that a signal interrupted; any other error is thrown.
template <class Call>
auto checked(const char* name, Call call) {
  for (;;) {
    const auto result = call();
    if (result >= 0) return result;
    if (errno != EINTR) throw_os_error(errno, name);
  }
}

Fd listen_on(const Address& address) {
  Fd listener(checked("socket", [&] { return ::socket(address.family(), SOCK_STREAM, 0); }));
  const int fd = listener.get();
  const int on = 1;
  checked("SO_REUSEADDR",
          [&] { return ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on); });
  sockaddr_storage storage;
  const socklen_t length = address.to_sockaddr(storage);
  const std::string what = "cannot listen on " + address.str();
  checked(what.c_str(),
          [&] { return ::bind(fd, reinterpret_cast<const sockaddr*>(&storage), length); });
  checked(what.c_str(), [&] { return ::listen(fd, backlog); });
  return listener;
}

void send_all(const Fd& client, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent =
        checked("write", [&] { return ::write(client.get(), bytes.data(), bytes.size()); });
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void serve(const Fd& client) {
  std::array<char, 8192> room;
  for (;;) {
    const ssize_t count =
        checked("read", [&] { return ::read(client.get(), room.data(), room.size()); });
    if (count == 0) return;
    send_all(client, std::string_view(room.data(), static_cast<std::size_t>(count)));
  }
}

void serve_for_ever(const Fd& listener) {
  for (;;) {
    try {
      const Fd client(
          checked("accept", [&] { return ::accept(listener.get(), nullptr, nullptr); }));
      serve(client);
    } catch (const ConnectionError&) {  // this one is lost; there are others
    }
  }
}

Address name_of(const Fd& socket) {
  sockaddr_storage storage;
  socklen_t length = sizeof storage;
  checked("getsockname", [&] {
    return ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&storage), &length);
  });
  return Address::from_sockaddr(storage, length);
}

}  // namespace
}  // namespace kit

int main(int argc, char** argv) {
  kit::ListenOptions options;
  options.selector.clear();  // it waits in read and write
  std::vector<kit::ChoiceOption> choices;
  const auto ended = kit::parse_command_line(argc, argv, "Blocking echo server.", options, choices);
  if (ended) return *ended;
  return kit::run_server(options.level, [&options] {
    const kit::Fd listener = kit::listen_on(kit::resolve(options.host, options.port).front());
    kit::print_line("listening on " + kit::name_of(listener).str());
    kit::serve_for_ever(listener);
  });
}
