// The echo's dialogue: the pattern goes out, and comes back.
#include "tests/bench/dialogue.hpp"

#include <string>
#include <vector>

#include "tests/bench/pattern.hpp"
#include "tests/bench/socket.hpp"

namespace kit::bench {

namespace {

class EchoDialogue : public Dialogue {
 public:
  explicit EchoDialogue(const LoadSpec& spec)
      : size_(spec.message_size), heard_(spec.connections + spec.idle) {}

  size_t request_size() const override { return size_; }

  std::string_view said(size_t connection, uint64_t position) const override {
    return {pattern().at(start_of(connection) + position), Pattern::longest_piece};
  }

  size_t hear(size_t connection, std::string_view bytes) override {
    uint64_t& heard = heard_[connection];
    if (!pattern().matches(bytes.data(), bytes.size(), start_of(connection) + heard))
      fail("wrong bytes came back after byte " + std::to_string(heard) + " of a connection");
    const uint64_t before = heard / size_;
    heard += bytes.size();
    return heard / size_ - before;
  }

 private:
  // Where in the pattern a connection begins.
  static uint64_t start_of(size_t connection) { return connection * 61; }

  size_t size_;
  std::vector<uint64_t> heard_;  // bytes, by connection
};

}  // namespace

std::unique_ptr<Dialogue> make_echo_dialogue(const LoadSpec& spec) {
  return std::make_unique<EchoDialogue>(spec);
}

std::unique_ptr<Dialogue> make_dialogue(const LoadSpec& spec) {
  return spec.words == Words::echo ? make_echo_dialogue(spec) : make_resp_dialogue(spec);
}

}  // namespace kit::bench
