#include "servers/resp/state/subscriptions.hpp"

#include <limits>
#include <utility>

#include "servers/resp/state/client.hpp"
#include "servers/resp/store/hash.hpp"

namespace kit::resp {
namespace {

constexpr std::size_t all_buckets = std::numeric_limits<std::size_t>::max();

}  // namespace

// ------------------------------------------------------------ what one client knows

Subscriber::~Subscriber() {
  for (Memberships& each : all_)
    each.by_name.drain(all_buckets, [](Membership* membership) { delete membership; });
}

void Subscriber::Memberships::add(std::unique_ptr<Membership> membership) {
  const Channel& channel = *membership->channel;
  by_name.insert(by_name.locate(channel.name, channel.hash), membership.get());
  Membership* const added = membership.release();
  added->previous = last;
  (last == nullptr ? first : last->next) = added;
  last = added;
}

void Subscriber::Memberships::remove(Membership& membership) noexcept {
  by_name.erase(membership.channel->name, membership.channel->hash);
  (membership.previous == nullptr ? first : membership.previous->next) = membership.next;
  (membership.next == nullptr ? last : membership.next->previous) = membership.previous;
  delete &membership;
}

// ------------------------------------------------------------ what all know

Subscriptions::~Subscriptions() {
  for (Channels& each : channels_)
    each.drain(all_buckets, [](Channel* channel) { delete channel; });
}

const Channel* Subscriptions::find(Realm realm, std::string_view name) const noexcept {
  if (of(realm).empty()) return nullptr;
  return of(realm).find(name, hash_of(name));
}

/// The one of that name; a new one without members, if there was none.
Channel& Subscriptions::open(Realm realm, std::string_view name, std::uint64_t hash) {
  const Channels::Place place = of(realm).locate(name, hash);
  if (place) return *place.entry();
  auto made = std::make_unique<Channel>(Channel{std::string(name), hash, {}});
  of(realm).insert(place, made.get());
  return *made.release();
}

void Subscriptions::close_if_empty(Realm realm, Channel& channel) noexcept {
  if (!channel.members.empty()) return;
  of(realm).erase(channel.name, channel.hash);
  delete &channel;
}

bool Subscriptions::join(Client& client, Realm realm, std::string_view name) {
  const std::uint64_t hash = hash_of(name);
  if (client.subscriber && client.subscriber->of(realm).by_name.find(name, hash) != nullptr)
    return false;
  auto subscriber = client.subscriber ? nullptr : std::make_unique<Subscriber>();
  Subscriber& mine = client.subscriber ? *client.subscriber : *subscriber;
  Channel& channel = open(realm, name, hash);
  const std::size_t before = channel.members.size();
  try {
    auto membership = std::make_unique<Membership>(Membership{&channel, before});
    channel.members.push_back({&client, membership.get()});
    mine.of(realm).add(std::move(membership));
  } catch (...) {
    channel.members.resize(before);
    close_if_empty(realm, channel);
    throw;
  }
  if (subscriber) client.subscriber = std::move(subscriber);
  return true;
}

/// The last member takes the place of the one that goes.
void Subscriptions::leave(Client& client, Realm realm, Membership& membership) noexcept {
  Channel& channel = *membership.channel;
  const Channel::Member last = channel.members.back();
  channel.members[membership.index] = last;
  last.membership->index = membership.index;
  channel.members.pop_back();
  client.subscriber->of(realm).remove(membership);
  close_if_empty(realm, channel);
  if (client.subscriber->empty()) client.subscriber.reset();
}

bool Subscriptions::leave(Client& client, Realm realm, std::string_view name) noexcept {
  if (!client.subscriber) return false;
  Membership* const found = client.subscriber->of(realm).by_name.find(name, hash_of(name));
  if (found == nullptr) return false;
  leave(client, realm, *found);
  return true;
}

void Subscriptions::leave_all(Client& client) noexcept {
  for (const Realm realm : {Realm::channel, Realm::pattern, Realm::shard_channel})
    while (client.subscriber && client.subscriber->of(realm).first != nullptr)
      leave(client, realm, *client.subscriber->of(realm).first);
}

}  // namespace kit::resp
