// Lesson 2: a socket that never waits, and what it says instead.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "lessons/support/interruptions.hpp"
#include "lessons/support/results.hpp"
#include "lessons/support/story.hpp"
#include "loop/os/fd.hpp"
#include "loop/os/net.hpp"
#include "loop/os/socket.hpp"

namespace kit {
namespace {

Net& net() { return os_net(); }

/// Two connected sockets that do not wait, made without what this lesson asks for.
struct Pair {
  Pair() {
    std::array<int, 2> both{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, both.data()) == 0);
    ours = Fd(both[0]);
    theirs = Fd(both[1]);
    set_nonblocking(ours.get());
    set_nonblocking(theirs.get());
  }
  Fd ours;
  Fd theirs;
};

/// A client as another program would make it: with the system's own calls, which wait.
Fd call(const Address& address) {
  Fd client(::socket(address.family(), SOCK_STREAM, 0));
  sockaddr_storage storage;
  const socklen_t length = address.to_sockaddr(storage);
  REQUIRE(::connect(client.get(), reinterpret_cast<sockaddr*>(&storage), length) == 0);
  return client;
}

void say(const Fd& socket, std::string_view bytes) {
  REQUIRE(::write(socket.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
}

/// Waits, so that a test need not ask twice. Lesson 3 says how this is done.
void wait_until(int fd, short what) {
  pollfd one{.fd = fd, .events = what, .revents = 0};
  while (::poll(&one, 1, -1) != 1) continue;
}

/// What a receive gave.
struct Received {
  explicit Received(int fd)
      : room(65536, '\0'), result(net().recv(fd, std::as_writable_bytes(std::span(room)))) {
    room.resize(result.is_ok() ? result.bytes() : 0);
  }
  std::string room;
  IoResult result;
};

/// A server's listener on a port that the system chooses, and how to accept there.
struct Listener {
  IoResult accept() { return net().accept(socket.get(), peer); }
  Fd accept_next() {
    wait_until(socket.get(), POLLIN);
    const IoResult accepted = accept();
    REQUIRE(errno_name(accepted.error()) == "no error");
    return Fd(accepted.fd());
  }
  Address address() const { return net().sockname(socket.get()); }

  Socket socket = listen_on(net(), Address::ip("127.0.0.1", 0), 16);
  Address peer;
};

int interrupted_fd = -1;  // what the handler of the signal works on

// ---- 2.1: what a call says ----------------------------------------------------------------------

TEST_CASE("2.1: what came is handed on") {
  Pair pair;
  step("the other side sends five bytes");
  say(pair.theirs, "hello");
  step("we receive");
  const Received got(pair.ours.get());
  CHECK(as_text(got.result) == "ok(5)");
  expect_bytes(got.room, "hello", "what we received");
}

TEST_CASE("2.1: nothing has come: that is neither an end nor a failure") {
  Pair pair;
  step("we receive, and the other side has said nothing");
  CHECK(as_text(Received(pair.ours.get()).result) == "failed(EAGAIN)");
  step("then the other side says something");
  say(pair.theirs, "now");
  step("we receive again");
  expect_bytes(Received(pair.ours.get()).room, "now", "what we received");
}

TEST_CASE("2.1: the end is no bytes, which is something else than no bytes yet") {
  Pair pair;
  step("the other side sends a last word, and closes");
  say(pair.theirs, "bye");
  pair.theirs.close();
  step("we receive twice");
  expect_bytes(Received(pair.ours.get()).room, "bye", "the last word");
  CHECK(as_text(Received(pair.ours.get()).result) == "ok(0)");
}

TEST_CASE("2.1: any other error is told by its number") {
  step("we receive from a descriptor that does not exist");
  CHECK(as_text(Received(-1).result) == "failed(EBADF)");
}

TEST_CASE("2.1: a signal in between is nobody's business") {
  Pair pair;
  step("a socket that does wait, for once: signals only interrupt those who wait");
  REQUIRE(::fcntl(pair.ours.get(), F_SETFL, 0) == 0);
  interrupted_fd = pair.theirs.get();
  step("we receive; two signals interrupt that, and at the third one the other side sends a byte");
  const Interruptions interruptions([] { (void)!::write(interrupted_fd, "x", 1); });
  const Received got(pair.ours.get());
  CHECK(as_text(got.result) == "ok(1)");
  expect_bytes(got.room, "x", "what we received in the end");
}

// ---- 2.2: accept --------------------------------------------------------------------------------

TEST_CASE("2.2: nobody has called: accept does not wait") {
  Listener listener;
  step("we accept, and nobody has called");
  CHECK(as_text(listener.accept()) == "failed(EAGAIN)");
  step("somebody calls");
  const Fd client = call(listener.address());
  const Fd accepted = listener.accept_next();
  step("we accept once more");
  CHECK(as_text(listener.accept()) == "failed(EAGAIN)");
}

TEST_CASE("2.2: an accepted socket does not wait either") {
  Listener listener;
  step("Alice calls, and says nothing");
  const Fd alice = call(listener.address());
  const Fd accepted = listener.accept_next();
  CHECK(listener.peer == net().sockname(alice.get()));
  step("is her connection non-blocking?");
  REQUIRE(net().is_nonblocking(accepted.get()));
  step("we receive from her");
  CHECK(as_text(Received(accepted.get()).result) == "failed(EAGAIN)");
}

std::string on_exec(const Fd& fd) {
  return (::fcntl(fd.get(), F_GETFD) & FD_CLOEXEC) != 0 ? "closed" : "inherited";
}

TEST_CASE("2.2: an accepted socket is not passed on to programs that we start") {
  Listener listener;
  step("somebody calls");
  const Fd client = call(listener.address());
  const Fd accepted = listener.accept_next();
  step("what becomes of the accepted socket in a program that we start (on exec)?");
  CHECK(on_exec(accepted) == "closed");
}

TEST_CASE("2.2: three are asked in turn, and who has said something is heard") {
  Listener listener;
  step("Alice, Bob and Carol call");
  const std::array<Fd, 3> clients{call(listener.address()), call(listener.address()),
                                  call(listener.address())};
  const std::array<Fd, 3> accepted{listener.accept_next(), listener.accept_next(),
                                   listener.accept_next()};
  for (const Fd& each : accepted) REQUIRE(net().is_nonblocking(each.get()));
  step("only Carol speaks");
  say(clients[2], "it is me");
  wait_until(accepted[2].get(), POLLIN);
  step("we ask Alice");
  CHECK(as_text(Received(accepted[0].get()).result) == "failed(EAGAIN)");
  step("we ask Bob");
  CHECK(as_text(Received(accepted[1].get()).result) == "failed(EAGAIN)");
  step("we ask Carol");
  expect_bytes(Received(accepted[2].get()).room, "it is me", "what Carol said");
}

// ---- 2.3: send ----------------------------------------------------------------------------------

/// Everything that has come and not been read.
std::string read_all(const Fd& socket) {
  std::string all;
  for (Received got(socket.get()); !got.room.empty(); got = Received(socket.get())) all += got.room;
  return all;
}

TEST_CASE("2.3: send says how many bytes the system took") {
  Pair pair;
  std::string many;
  for (int i = 0; i < 400'000; ++i) many += std::to_string(i) + ' ';
  step("we offer " + std::to_string(many.size()) + " bytes, more than the system keeps for us");
  const IoResult sent = net().send(pair.ours.get(), many);
  REQUIRE(errno_name(sent.error()) == "no error");
  CHECK(sent.bytes() < many.size());
  step("the other side reads all that there is");
  expect_bytes(read_all(pair.theirs), many.substr(0, sent.bytes()), "what the other side got");
}

TEST_CASE("2.3: no room is not a failure, and not for ever") {
  Pair pair;
  const std::string piece(4096, 'x');
  step("we send until the system takes no more");
  IoResult sent = net().send(pair.ours.get(), piece);
  while (sent.is_ok() && sent.bytes() > 0) sent = net().send(pair.ours.get(), piece);
  CHECK(as_text(sent) == "failed(EAGAIN)");
  step("the other side reads");
  (void)read_all(pair.theirs);
  step("we send again");
  CHECK(as_text(net().send(pair.ours.get(), piece)) == "ok(4096)");
}

volatile sig_atomic_t sigpipes = 0;

TEST_CASE("2.3: who sends to somebody who has gone is told so, and lives") {
  Pair pair;
  // Without a handler, SIGPIPE would end this program before it could tell you anything.
  ::signal(SIGPIPE, [](int) { sigpipes = sigpipes + 1; });
  step("the other side closes");
  pair.theirs.close();
  step("we send, and count the signals SIGPIPE that come");
  CHECK(as_text(net().send(pair.ours.get(), "are you there?")) == "failed(EPIPE)");
  CHECK(sigpipes == 0);
}

// ---- 2.4: connect -------------------------------------------------------------------------------

Fd new_socket(int family = AF_INET) {
  const IoResult made = net().socket(family);
  REQUIRE(errno_name(made.error()) == "no error");
  return Fd(made.fd());
}

TEST_CASE("2.4: a connection under way is no failure, and then it is there") {
  Listener listener;
  const Fd client = new_socket();
  step("we connect");
  CHECK(as_text(net().connect(client.get(), listener.address())) == "failed(EINPROGRESS)");
  step("we wait until there is news, and ask what became of it");
  wait_until(client.get(), POLLOUT);
  CHECK(errno_name(net().socket_error(client.get())) == "no error");
  CHECK(net().peername(client.get()) == listener.address());
}

TEST_CASE("2.4: a connection that is there at once is ok") {
  const std::string path = "/tmp/kit-lesson-2-" + std::to_string(::getpid());
  ::unlink(path.c_str());
  const Socket listener = listen_on(net(), Address::unix_path(path), 1);
  const Fd client = new_socket(AF_UNIX);
  step("we connect to a socket on this machine that has a path for an address");
  CHECK(as_text(net().connect(client.get(), Address::unix_path(path))) == "ok(0)");
  ::unlink(path.c_str());
}

TEST_CASE("2.4: an error is told by its number") {
  Listener listener;
  step("we connect a descriptor that does not exist");
  CHECK(as_text(net().connect(-1, listener.address())) == "failed(EBADF)");
}

#ifdef __linux__
TEST_CASE("2.4: a connect that a signal interrupts goes on in the background") {
  step("a listener on which nobody accepts, with a queue that is full");
  const Socket listener = listen_on(net(), Address::ip("127.0.0.1", 0), 0);
  const Address address = net().sockname(listener.get());
  const Fd first = call(address);
  wait_until(listener.get(), POLLIN);
  step("we connect, with a socket that does wait, for once; signals interrupt that");
  const Fd client = new_socket();
  REQUIRE(::fcntl(client.get(), F_SETFL, 0) == 0);
  interrupted_fd = client.get();
  const Interruptions interruptions([] { ::fcntl(interrupted_fd, F_SETFL, O_NONBLOCK); });
  CHECK(as_text(net().connect(client.get(), address)) == "failed(EINPROGRESS)");
}
#endif

}  // namespace
}  // namespace kit
