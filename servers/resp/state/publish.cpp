#include "servers/resp/state/publish.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <memory>
#include <new>
#include <span>
#include <string>

#include "servers/resp/protocol/reply.hpp"
#include "servers/resp/state/client.hpp"
#include "servers/resp/store/glob.hpp"

namespace kit::resp {
namespace {

/// A message as it goes over the wire: made once for each version of the protocol, for however
/// many who speak it.
class Announcement {
 public:
  /// "message", the channel, what was published. The words must outlive it.
  explicit Announcement(std::initializer_list<std::string_view> words) : size_(words.size()) {
    std::copy(words.begin(), words.end(), words_.begin());
  }

  const PushedBytes& bytes(Version version) {
    PushedBytes& bytes = bytes_[version == Version::resp2 ? 0 : 1];
    if (bytes == nullptr) bytes = std::make_shared<const std::string>(written(version));
    return bytes;
  }

 private:
  std::string written(Version version) const {
    std::string text;
    constexpr std::size_t header = 32;  // the longest, and two line ends
    const std::span<const std::string_view> words(words_.data(), size_);
    std::size_t size = header;
    for (const std::string_view word : words) size += word.size() + header;
    text.reserve(size);
    ReplyWriter reply(text, version);
    reply.push(words.size());
    for (const std::string_view word : words) reply.bulk(word);
    return text;
  }

  std::array<std::string_view, 4> words_;
  std::size_t size_;
  std::array<PushedBytes, 2> bytes_;  // of versions 2 and 3
};

/// Returns how many they are.
std::size_t tell_members(Instance& instance, const Channel& channel, Announcement announcement) {
  for (const Channel::Member& member : channel.members) {
    Client& client = *member.client;
    const PushedBytes& bytes = announcement.bytes(client.version);
    try {
      instance.push(client, bytes);
    } catch (const std::bad_alloc&) {
      if (client.disconnect) client.disconnect();
    }
  }
  return channel.members.size();
}

}  // namespace

std::size_t publish(Instance& instance, std::string_view channel, std::string_view message) {
  const Subscriptions& subscriptions = instance.subscriptions;
  std::size_t heard = 0;
  if (const Channel* const found = subscriptions.find(Realm::channel, channel))
    heard += tell_members(instance, *found, Announcement({"message", channel, message}));
  subscriptions.for_each(Realm::pattern, [&](const Channel* pattern) {
    if (!glob_match(pattern->name, channel)) return;
    heard += tell_members(instance, *pattern,
                          Announcement({"pmessage", pattern->name, channel, message}));
  });
  return heard;
}

std::size_t publish_to_shard(Instance& instance, std::string_view channel,
                             std::string_view message) {
  const Channel* const found = instance.subscriptions.find(Realm::shard_channel, channel);
  if (found == nullptr) return 0;
  return tell_members(instance, *found, Announcement({"smessage", channel, message}));
}

}  // namespace kit::resp
