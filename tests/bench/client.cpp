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

// What goes over the socket pair: durations one way, these the other way. Parent and child are the
// same program, so the bytes of the struct are enough.
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

  Window run(uint64_t duration_ns) override {
    if (write(channel_.get(), &duration_ns, sizeof duration_ns) < 0)
      fail_with_errno("start a client's run");
    return receive();
  }

 private:
  // The child's whole life. It leaves with _exit, because what stands above on the stack belongs to
  // the parent.
  [[noreturn]] static void serve(const LoadSpec& spec, uint16_t port, int channel) {
    Reply reply;
    try {
      std::unique_ptr<Load> load = make_load(spec, port);
      uint64_t duration = 0;
      while (write(channel, &reply, sizeof reply) == sizeof reply &&
             read(channel, &duration, sizeof duration) == sizeof duration) {
        reply.window = load->run(duration);
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
