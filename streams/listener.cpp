#include "streams/listener.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "loop/observe/trace.hpp"
#include "streams/server.hpp"

namespace kit {
namespace {

/// The inode of the socket at `path`, 0 if there is none.
unsigned long socket_inode(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return 0;
  return static_cast<unsigned long>(status.st_ino);
}

void check(const IoResult& result, const char* call, const Address& address) {
  if (!result.is_ok()) throw_os_error(result.error(), std::string(call) + " " + address.str());
}

}  // namespace

Listener::Listener(EventLoop& loop, const Address& address, const ServerOptions& options,
                   Accept accept)
    : loop_(loop), fd_(-1), backlog_(options.backlog), accept_(std::move(accept)) {
  const IoResult made = loop_.net().socket(address.family());
  check(made, "cannot make a socket for", address);
  fd_ = made.fd();
  try {
    bind(address, options);
  } catch (...) {
    loop_.net().close(fd_);
    throw;
  }
  loop_.owned().push_back(*this);
}

void Listener::bind(const Address& address, const ServerOptions& options) {
  Net& net = loop_.net();
  if (address.is_unix()) {
    if (socket_inode(address.path()) != 0) ::unlink(address.path().c_str());
  } else {
    check(net.set_option(fd_, SocketOption::reuse_address, options.reuse_address),
          "cannot set SO_REUSEADDR for", address);
    if (options.reuse_port)
      check(net.set_option(fd_, SocketOption::reuse_port, true), "cannot set SO_REUSEPORT for",
            address);
    if (address.family() == AF_INET6)
      check(net.set_option(fd_, SocketOption::ipv6_only, true), "cannot set IPV6_V6ONLY for",
            address);
    // On the listener: accepted sockets inherit it, which saves a system call for each.
    check(net.set_option(fd_, SocketOption::no_delay, true), "cannot set TCP_NODELAY for", address);
  }
  check(net.bind(fd_, address), "cannot listen on", address);
  address_ = net.sockname(fd_);
  if (address.is_unix()) inode_ = socket_inode(address.path());
}

Listener::~Listener() { close(); }

void Listener::close() noexcept {
  if (is_closed()) return;
  Owned::unlink();
  Handle::unlink();
  loop_.unschedule(retry_);
  loop_.forget(fd_);
  // While the socket is open, the system gives its inode's number to nobody else.
  if (inode_ != 0 && socket_inode(address_.path()) == inode_) ::unlink(address_.path().c_str());
  loop_.net().close(std::exchange(fd_, -1));
}

void Listener::destroy() noexcept {
  log(LogLevel::warning, "unclosed " + describe());
  close();
}

void Listener::listen() {
  check(loop_.net().listen(fd_, backlog_), "cannot listen on", address_);
  loop_.watchers().watch(fd_, Direction::read, *this);
}

void Listener::run() {
  const Ref<Listener> self(this);
  // One more than the backlog, so that a full queue is followed by the EAGAIN that ends it.
  for (int i = 0; i <= backlog_ && fd_ >= 0; ++i)
    if (!accept_one()) break;
  if (fd_ >= 0 && !retry_.pending()) loop_.watchers().watch(fd_, Direction::read, *this);
}

/// False when there is nobody left to accept, or no way to.
bool Listener::accept_one() {
  Address peer;
  const IoResult result = loop_.net().accept(fd_, peer);
  if (result.would_block()) return false;
  if (result.is_ok()) {
    exhausted_ = false;
    if (Trace* const trace = tracing()) {
      TraceRecord record;
      record.kind = TraceKind::accept;
      record.fd = result.fd();
      record.pass = loop_.pass();
      trace->add(record);
    }
    accept_(result.fd(), peer);
    return true;
  }
  if (is_exhaustion(result.error())) {
    out_of_resources(result.error());
    return false;
  }
  // Linux passes errors of the new connection on, here ECONNABORTED and its like (accept(2)). They
  // say nothing about the listener.
  if (result.error() != ECONNABORTED)
    log(LogLevel::warning, OSError(result.error(), "accept on " + address_.str()).what());
  return true;
}

void Listener::out_of_resources(int error) {
  loop_.schedule_at(loop_.time() + retry_delay, retry_);
  if (std::exchange(exhausted_, true)) return;
  ExceptionContext context;
  context.message = "socket.accept() out of system resource: trying again every second";
  context.exception = make_os_error(error, "accept on " + address_.str());
  context.details["address"] = address_.str();
  loop_.call_exception_handler(context);
}

}  // namespace kit
