// Subscriptions: which clients hear what is published on a channel.
//
// A channel knows its members, and each client knows what it is a member of, and at which place: so
// whoever goes leaves every channel in the same time, however many others are in it. Both look each
// other up in the store's tables, which never stop to rehash: a client may have a million channels.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "servers/resp/store/table.hpp"

namespace kit::resp {

struct Client;
struct Channel;

/// What a client can be subscribed to. A pattern is a channel for all names that are like it; a
/// shard channel is another one than the channel of the same name.
enum class Realm { channel, pattern, shard_channel };
inline constexpr std::size_t realm_count = 3;

/// One subscription of one client.
struct Membership {
  Channel* channel;
  std::size_t index;               // where the client stands among the channel's members
  Membership* previous = nullptr;  // of the client's, in the order in which it subscribed
  Membership* next = nullptr;
};

/// All who have subscribed to one name.
struct Channel {
  struct Member {
    Client* client;
    Membership* membership;
  };

  std::string name;
  std::uint64_t hash;
  std::vector<Member> members;  // at least one, in no order
};

/// What one client is subscribed to: something, as long as there is a Subscriber.
class Subscriber {
 public:
  Subscriber() = default;
  Subscriber(const Subscriber&) = delete;
  Subscriber& operator=(const Subscriber&) = delete;
  ~Subscriber();

  std::size_t count(Realm realm) const noexcept { return of(realm).by_name.size(); }
  /// The name that was subscribed to first of those that are left; empty when there is none.
  std::string_view first(Realm realm) const noexcept {
    const Membership* const found = of(realm).first;
    return found == nullptr ? std::string_view() : std::string_view(found->channel->name);
  }

 private:
  friend class Subscriptions;
  struct Traits {
    using Entry = Membership;
    static std::string_view key(const Membership& each) noexcept { return each.channel->name; }
    static std::uint64_t hash(const Membership& each) noexcept { return each.channel->hash; }
  };
  /// Those of one realm.
  struct Memberships {
    void add(std::unique_ptr<Membership> membership);
    void remove(Membership& membership) noexcept;

    Table<Traits> by_name;
    Membership* first = nullptr;
    Membership* last = nullptr;
  };
  Memberships& of(Realm realm) noexcept { return all_[static_cast<std::size_t>(realm)]; }
  const Memberships& of(Realm realm) const noexcept {
    return all_[static_cast<std::size_t>(realm)];
  }
  bool empty() const noexcept {
    return all_[0].first == nullptr && all_[1].first == nullptr && all_[2].first == nullptr;
  }

  std::array<Memberships, realm_count> all_;
};

/// Knows clients by their address: each must leave_all() before it goes.
class Subscriptions {
 public:
  Subscriptions() = default;
  Subscriptions(const Subscriptions&) = delete;
  Subscriptions& operator=(const Subscriptions&) = delete;
  ~Subscriptions();

  /// False if the client is subscribed already. When this throws std::bad_alloc, nothing has
  /// changed.
  bool join(Client& client, Realm realm, std::string_view name);
  /// False if it was not subscribed. `name` must not look into the channel, which goes with the
  /// last of its members.
  bool leave(Client& client, Realm realm, std::string_view name) noexcept;
  void leave_all(Client& client) noexcept;

  /// True if nobody is subscribed to anything.
  bool empty() const noexcept {
    return channels_[0].empty() && channels_[1].empty() && channels_[2].empty();
  }
  /// How many names somebody is subscribed to.
  std::size_t count(Realm realm) const noexcept { return of(realm).size(); }
  /// Null when nobody is. Good until somebody leaves.
  const Channel* find(Realm realm, std::string_view name) const noexcept;
  /// Calls `visit(const Channel*)`, which must change nothing here.
  template <class Visit>
  void for_each(Realm realm, Visit visit) const {
    of(realm).for_each(visit);
  }

 private:
  struct Traits {
    using Entry = Channel;
    static std::string_view key(const Channel& channel) noexcept { return channel.name; }
    static std::uint64_t hash(const Channel& channel) noexcept { return channel.hash; }
  };
  using Channels = Table<Traits>;
  Channels& of(Realm realm) noexcept { return channels_[static_cast<std::size_t>(realm)]; }
  const Channels& of(Realm realm) const noexcept {
    return channels_[static_cast<std::size_t>(realm)];
  }
  Channel& open(Realm realm, std::string_view name, std::uint64_t hash);
  void close_if_empty(Realm realm, Channel& channel) noexcept;
  void leave(Client& client, Realm realm, Membership& membership) noexcept;

  std::array<Channels, realm_count> channels_;
};

}  // namespace kit::resp
