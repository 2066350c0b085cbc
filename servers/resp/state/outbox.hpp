// Outbox: clients to whom something is to be sent that they did not ask for.
//
// A message for ten thousand subscribers is appended to what each is to be sent, and that is quick;
// to write it to ten thousand sockets takes fifty milliseconds. So the writes are done in slices,
// between which everybody is served; and what is published meanwhile leaves with the same write.
#pragma once

#include "loop/handle.hpp"

namespace kit::resp {

struct Client;
class Instance;

class Outbox final : public Handle {
 public:
  /// Where a client stands in a list of the outbox; in none at first. Leaves it when it goes.
  class Place : public Link {
   public:
    explicit Place(Client& the_client) noexcept : client(the_client) {}
    Client& client;
  };

  explicit Outbox(Instance& instance) noexcept : instance_(instance) {}

  /// What the client is to be sent leaves in the next passes of the loop that runs. Nothing is done
  /// for a client without a connection.
  void send_soon(Client& client) noexcept;
  /// Ends the connection of a client that lets too much wait, by what is known of it now. True if
  /// it did.
  bool cut_if_slow(Client& client);
  /// The same for all who were above their soft limit when somebody last looked. For once a second.
  void cut_slow();

  void run() override;

 private:
  Instance& instance_;
  LinkedList<Place> waiting_;
  LinkedList<Place> slow_;
};

}  // namespace kit::resp
