#include "tests/bench/client.hpp"

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <exception>
#include <string>
#include <type_traits>

#include "tests/bench/socket.hpp"

namespace kit::bench {

namespace {

// What goes over the socket pair: wishes one way, replies the other way. Parent and child are the
// same program, so the bytes of the structs are enough.
struct Wish {
  bool prepare = false;  // or else: run
  uint64_t duration_ns = 0;
};
struct Reply {
  bool failed = false;
  char error[512] = {};
  Window window;
};
static_assert(std::is_trivially_copyable_v<Reply>);

class ClientProcess : public Load {
 public:
  ClientProcess(const LoadSpec& spec, uint16_t port) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
      fail_with_errno("socketpair for a client");
    channel_ = Fd(ends[0]);
    Fd far_end(ends[1]);
    pid_ = fork();
    if (pid_ < 0) fail_with_errno("fork for a client");
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      serve(spec, port, far_end.get());
    }
    far_end.reset();
    // The first reply says that all connections are open. The destructor does not run when a
    // constructor throws.
    try {
      receive();
    } catch (...) {
      stop();
      throw;
    }
  }

  ~ClientProcess() override { stop(); }

  void prepare() override { ask(Wish{.prepare = true}); }

  Window run(uint64_t duration_ns) override { return ask(Wish{.duration_ns = duration_ns}); }

 private:
  Window ask(const Wish& wish) {
    if (write(channel_.get(), &wish, sizeof wish) < 0) fail_with_errno("ask a client to work");
    return receive();
  }

  // The child's whole life. It leaves with _exit, because what stands above on the stack belongs to
  // the parent.
  [[noreturn]] static void serve(const LoadSpec& spec, uint16_t port, int channel) {
    Reply reply;
    try {
      std::unique_ptr<Load> load = make_load(spec, port);
      Wish wish;
      while (write(channel, &reply, sizeof reply) == sizeof reply &&
             read(channel, &wish, sizeof wish) == sizeof wish) {
        if (wish.prepare)
          load->prepare();
        else
          reply.window = load->run(wish.duration_ns);
      }
    } catch (const std::exception& error) {
      reply.failed = true;
      std::string(error.what()).copy(reply.error, sizeof reply.error - 1);
      // When the parent is gone there is nobody left to tell.
      [[maybe_unused]] ssize_t written = write(channel, &reply, sizeof reply);
    }
    _exit(0);
  }

  Window receive() {
    Reply reply;
    ssize_t count = read(channel_.get(), &reply, sizeof reply);
    if (count < 0) fail_with_errno("read a client's answer");
    if (count != sizeof reply) fail("a client process ended unexpectedly");
    if (reply.failed) fail(reply.error);
    return reply.window;
  }

  void stop() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

  pid_t pid_ = -1;
  Fd channel_;
};

}  // namespace

std::unique_ptr<Load> start_client(const LoadSpec& spec, uint16_t port) {
  return std::make_unique<ClientProcess>(spec, port);
}

}  // namespace kit::bench
