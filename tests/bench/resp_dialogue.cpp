// The dialogue with a RESP server: ready-made requests, and the replies they must get.
#include <vector>

#include "tests/bench/dialogue.hpp"
#include "tests/bench/resp_replies.hpp"
#include "tests/bench/resp_requests.hpp"

namespace kit::bench {

namespace {

// Enough for most keys of a keyspace of 100,000 to be among them, and some megabytes at most unless
// values are large.
constexpr size_t requests_in_the_pool = 1 << 16;

// All connections walk round the same pool of requests, each from a place of its own.
class RespDialogue : public Dialogue {
 public:
  explicit RespDialogue(const LoadSpec& spec)
      : pool_(make_requests(spec, requests_in_the_pool)),
        size_(pool_.size() / requests_in_the_pool),
        check_(expected_reply(spec)),
        states_(spec.connections + spec.idle),
        stride_(requests_in_the_pool / states_.size()) {}

  size_t request_size() const override { return size_; }

  std::string_view said(size_t connection, uint64_t position) const override {
    const uint64_t place = (connection * stride_ * size_ + position) % pool_.size();
    return std::string_view(pool_).substr(place);
  }

  size_t hear(size_t connection, std::string_view bytes) override {
    return check_.take(bytes, states_[connection]);
  }

 private:
  std::string pool_;
  size_t size_;  // of one request, in bytes
  ReplyCheck check_;
  std::vector<size_t> states_;  // by connection
  size_t stride_;               // requests between the beginnings of two connections
};

}  // namespace

std::unique_ptr<Dialogue> make_resp_dialogue(const LoadSpec& spec) {
  return std::make_unique<RespDialogue>(spec);
}

}  // namespace kit::bench
