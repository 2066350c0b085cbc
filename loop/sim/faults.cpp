#include "loop/sim/faults.hpp"

#include <algorithm>
#include <cerrno>
#include <stdexcept>

namespace kit::sim {
namespace {

bool breaks_connection(int error) {
  return error == ECONNRESET || error == EPIPE || error == ETIMEDOUT;
}

}  // namespace

// ------------------------------------------------------------ the script

void Faults::fail(Call call, int nth, int error) {
  if (error <= 0) throw std::invalid_argument("an error is a positive number, as EMFILE is");
  if (error == EINTR)
    throw std::invalid_argument("nobody above Net sees EINTR: see Profile::interrupted");
  add(call, nth, error, 0);
}

void Faults::limit(Call call, int nth, std::size_t bytes) {
  if (call != Call::recv && call != Call::send)
    throw std::invalid_argument("only recv and send move bytes");
  if (bytes == 0) throw std::invalid_argument("a limit of 0 bytes is EAGAIN: use fail()");
  add(call, nth, 0, bytes);
}

void Faults::add(Call call, int nth, int error, std::size_t bytes) {
  if (nth < 1) throw std::invalid_argument("the next call is number 1");
  script_.push_back(Step{call, count(call) + static_cast<std::size_t>(nth), error, bytes});
}

void Faults::set_chances(const Profile& profile, Random random) {
  chances_ = profile;
  random_ = random;
}

/// Counts a call, and takes out of the script what was said about it.
std::optional<Faults::Step> Faults::next_step(Call call) {
  const std::size_t number = ++counts_[static_cast<std::size_t>(call)];
  const auto found = std::find_if(script_.begin(), script_.end(), [&](const Step& step) {
    return step.call == call && step.number == number;
  });
  if (found == script_.end()) return std::nullopt;
  const Step step = *found;
  script_.erase(found);
  return step;
}

std::optional<IoResult> Faults::scripted_failure(Call call) {
  const std::optional<Step> step = next_step(call);
  if (!step) return std::nullopt;
  return IoResult::failed(step->error);
}

// ------------------------------------------------------------ bytes

/// EAGAIN, `error` or 0, by chance. The loop's own pair of sockets never breaks.
int Faults::chance_of_error(int fd, int error) {
  if (random_.chance(chances_.would_block)) return EAGAIN;
  const bool breaks = random_.chance(chances_.reset) && !network_.sockname(fd).is_unix();
  return breaks ? error : 0;
}

std::size_t Faults::room_for(std::size_t offered, std::size_t most) {
  if (offered > 1 && random_.chance(chances_.cut_short)) most = random_.between(1, offered - 1);
  return std::min({offered, most, chances_.most_at_once});
}

IoResult Faults::broken(int fd, int error) {
  if (breaks_connection(error)) network_.cut(fd);
  return IoResult::failed(error);
}

IoResult Faults::recv(int fd, std::span<std::byte> room) {
  const std::optional<Step> step = next_step(Call::recv);
  const int error = step ? step->error : chance_of_error(fd, ECONNRESET);
  if (error != 0) return broken(fd, error);
  return network_.recv(fd, room.first(room_for(room.size(), step ? step->bytes : room.size())));
}

IoResult Faults::send(int fd, std::string_view bytes) {
  const std::optional<Step> step = next_step(Call::send);
  const int error = step ? step->error : chance_of_error(fd, EPIPE);
  if (error != 0) return broken(fd, error);
  return network_.send(fd,
                       bytes.substr(0, room_for(bytes.size(), step ? step->bytes : bytes.size())));
}

// ------------------------------------------------------------ connections

IoResult Faults::accept(int fd, Address& peer) {
  const std::optional<Step> step = next_step(Call::accept);
  int error = step ? step->error : 0;
  if (!step && random_.chance(chances_.would_block)) error = EAGAIN;
  if (!step && random_.chance(chances_.no_descriptor)) error = EMFILE;
  if (!step && random_.chance(chances_.aborted)) error = ECONNABORTED;
  if (error != 0 && error != ECONNABORTED) return IoResult::failed(error);
  const IoResult accepted = network_.accept(fd, peer);
  if (error == 0 || !accepted.is_ok()) return accepted;
  network_.cut(accepted.fd());  // the one that would have been accepted is lost
  network_.close(accepted.fd());
  return IoResult::failed(error);
}

IoResult Faults::socket(int family) {
  const std::optional<IoResult> failure = scripted_failure(Call::socket);
  return failure ? *failure : network_.socket(family);
}

IoResult Faults::bind(int fd, const Address& address) {
  const std::optional<IoResult> failure = scripted_failure(Call::bind);
  return failure ? *failure : network_.bind(fd, address);
}

IoResult Faults::listen(int fd, int backlog) {
  const std::optional<IoResult> failure = scripted_failure(Call::listen);
  return failure ? *failure : network_.listen(fd, backlog);
}

IoResult Faults::connect(int fd, const Address& address) {
  const std::optional<IoResult> failure = scripted_failure(Call::connect);
  return failure ? *failure : network_.connect(fd, address);
}

IoResult Faults::set_option(int fd, SocketOption option, bool on) {
  const std::optional<IoResult> failure = scripted_failure(Call::set_option);
  return failure ? *failure : network_.set_option(fd, option, on);
}

IoResult Faults::socketpair(std::array<int, 2>& pair) {
  const std::optional<IoResult> failure = scripted_failure(Call::socketpair);
  return failure ? *failure : network_.socketpair(pair);
}

}  // namespace kit::sim
