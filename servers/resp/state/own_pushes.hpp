// OwnPushes: what is pushed to a client by its own command, while the reply is being written.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kit::resp {

struct Client;

/// Kept apart until the reply is there: in the middle of it, nobody could tell them apart.
class OwnPushes {
 public:
  /// `running` points to it as long as it lives: those of the client whose command runs.
  OwnPushes(OwnPushes*& running, const Client& client) noexcept
      : running_(running), client_(client) {
    running_ = this;
  }
  OwnPushes(const OwnPushes&) = delete;
  OwnPushes& operator=(const OwnPushes&) = delete;
  ~OwnPushes() { running_ = nullptr; }

  /// False if they are for somebody else.
  bool take(const Client& client, std::string_view bytes) {
    if (&client != &client_) return false;
    bytes_ += bytes;
    return true;
  }
  /// They belong behind the reply. Otherwise they stand before it: PUBLISH is heard, and then says
  /// by how many.
  void stand_behind() noexcept { behind_ = true; }
  /// Puts them into `out`, where the reply begins at `reply`.
  void place(std::string& out, std::size_t reply) const {
    if (!bytes_.empty()) out.insert(behind_ ? out.size() : reply, bytes_);
  }

 private:
  OwnPushes*& running_;
  const Client& client_;
  std::string bytes_;
  bool behind_ = false;
};

}  // namespace kit::resp
