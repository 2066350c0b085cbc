// Faults: what can go wrong in a system call, at the chosen one or by chance.
//
//   world.faults().fail(Call::accept, 3, EMFILE);   // the third accept from now on
//   world.faults().limit(Call::send, 1, 7);         // the next send takes 7 bytes at most
//
// Stands between the loop and the network, so it sees the program's calls and nobody else's. Faults
// have their consequences: an accept that fails with ECONNABORTED loses that client, a recv or send
// that fails with ECONNRESET or EPIPE breaks the connection for both ends. EINTR is not among them:
// Net repeats it and nobody above sees it; a signal shows as a wait that ends with nothing
// (Profile::interrupted).
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "loop/os/net.hpp"
#include "loop/sim/network.hpp"
#include "loop/sim/profile.hpp"
#include "loop/sim/random.hpp"

namespace kit::sim {

enum class Call { socket, bind, listen, accept, connect, recv, send, set_option, socketpair };

class Faults final : public Net {
 public:
  explicit Faults(Network& network) : network_(network) {}

  // The script. `nth` counts from now on: 1 is the next call of its kind.

  /// Throws std::invalid_argument for nth < 1, for an error that is none, and for EINTR.
  void fail(Call call, int nth, int error);
  /// That call of recv or send moves at most so many bytes. Throws std::invalid_argument for nth
  /// < 1, for 0 bytes, and for other calls.
  void limit(Call call, int nth, std::size_t bytes);
  /// True when everything that was asked for has happened.
  bool script_is_done() const noexcept { return script_.empty(); }
  /// How often it was called so far.
  std::size_t count(Call call) const { return counts_[static_cast<std::size_t>(call)]; }

  /// From now on, by chance. The part of the profile that is about calls; the rest is World's.
  void set_chances(const Profile& profile, Random random);

  // Net.

  IoResult socket(int family) override;
  IoResult bind(int fd, const Address& address) override;
  IoResult listen(int fd, int backlog) override;
  IoResult accept(int fd, Address& peer) override;
  IoResult connect(int fd, const Address& address) override;
  int socket_error(int fd) override { return network_.socket_error(fd); }
  IoResult recv(int fd, std::span<std::byte> room) override;
  IoResult recv_urgent(int fd, std::byte& byte) override { return network_.recv_urgent(fd, byte); }
  IoResult send(int fd, std::string_view bytes) override;
  IoResult shutdown_write(int fd) override { return network_.shutdown_write(fd); }
  void close(int fd) noexcept override { network_.close(fd); }
  std::size_t unsent(int fd) override { return network_.unsent(fd); }
  void reset(int fd) noexcept override { network_.reset(fd); }
  IoResult set_option(int fd, SocketOption option, bool on) override;
  bool is_nonblocking(int fd) override { return network_.is_nonblocking(fd); }
  Address sockname(int fd) override { return network_.sockname(fd); }
  Address peername(int fd) override { return network_.peername(fd); }
  IoResult socketpair(std::array<int, 2>& pair) override;

 private:
  struct Step {
    Call call;
    std::size_t number;  // the call that it is for
    int error;           // 0: a limit
    std::size_t bytes;
  };

  void add(Call call, int nth, int error, std::size_t bytes);
  std::optional<Step> next_step(Call call);
  std::optional<IoResult> scripted_failure(Call call);
  std::size_t room_for(std::size_t offered, std::size_t most);
  int chance_of_error(int fd, int error);
  IoResult broken(int fd, int error);

  Network& network_;
  Profile chances_;
  Random random_{0};
  std::vector<Step> script_;
  std::array<std::size_t, 9> counts_{};  // by Call
};

}  // namespace kit::sim
