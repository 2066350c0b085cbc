// AsyncChat: what goes out, in which pieces and in which order, and closing when it is done.
#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "loop/ancestors/async_chat.hpp"
#include "tests/support/chats.hpp"
#include "tests/support/pattern.hpp"

namespace kit {
namespace {

using test::ChatBench;
using test::over_every_chat;
using test::pattern;
using test::Strings;

constexpr std::size_t whole = 65536;

/// Notes how many bytes each send is offered.
void note_sizes(ChatBench& bench, std::vector<std::size_t>& sizes) {
  bench.net.on_send = [&sizes](int, std::string_view bytes) {
    sizes.push_back(bytes.size());
    return std::optional<IoResult>();
  };
}

/// The system takes at most `size` bytes at once, and nothing at all every other time.
void take_little(ChatBench& bench, std::size_t size) {
  bench.net.on_send = [&net = bench.net, size, takes = false](int fd,
                                                              std::string_view bytes) mutable {
    takes = !takes;
    return takes ? net.below().send(fd, bytes.substr(0, size)) : IoResult::failed(EAGAIN);
  };
}

}  // namespace

TEST_CASE("H08: 200000 bytes: 65536 are sent at once, three pieces wait, one goes for each event") {
  ChatBench bench("sim", 1 << 20);
  std::vector<std::size_t> sizes;
  note_sizes(bench, sizes);
  const std::string text = pattern(200'000);
  bench.chat.push(text);
  CHECK(sizes == std::vector<std::size_t>{whole});
  CHECK(bench.chat.producer_fifo_size() == 3);
  CHECK(bench.chat.writable());
  bench.pass();
  CHECK(sizes == std::vector<std::size_t>{whole, whole});
  CHECK(bench.chat.producer_fifo_size() == 2);
  bench.pass(2);
  CHECK(sizes == std::vector<std::size_t>{whole, whole, whole, 200'000 - 3 * whole});
  CHECK(bench.chat.producer_fifo_size() == 0);
  CHECK_FALSE(bench.chat.writable());
  bench.pass(3);
  CHECK(sizes.size() == 4);
  CHECK(bench.hear() == text);
}

TEST_CASE("H08: the pieces at the limit") {
  for (const std::size_t size : {whole - 1, whole, whole + 1, 2 * whole}) {
    CAPTURE(size);
    ChatBench bench;
    bench.block();
    bench.chat.push(std::string(size, 'x'));
    CHECK(bench.chat.producer_fifo_size() == (size + whole - 1) / whole);
  }
  ChatBench bench;
  bench.chat.push("");
  CHECK(bench.chat.producer_fifo_size() == 0);
  CHECK(bench.net.sends == 0);
}

TEST_CASE("H08: a megabyte arrives whole, whatever the system takes at once") {
  for (const std::string& name : test::all_selectors()) {
    CAPTURE(name);
    ChatBench bench(name, 5'000);
    const std::string text = pattern(1'000'000);
    bench.chat.push(text);
    std::string heard;
    bench.until([&] {
      heard += bench.hear();
      return bench.chat.producer_fifo_size() == 0;
    });
    heard += bench.hear();
    CHECK(heard == text);
  }
}

TEST_CASE("H08: short sends of every size, with nothing in between: order and bytes are kept") {
  const std::string wanted = "first, 0123456789, second, thirdend";
  for (std::size_t size = 1; size <= wanted.size(); ++size) {
    CAPTURE(size);
    ChatBench bench;
    take_little(bench, size);
    bench.chat.push("first, ");
    bench.chat.push_with_producer(std::make_unique<SimpleProducer>("0123456789", 3));
    bench.chat.push(", second");
    bench.chat.push("");
    bench.chat.push_with_producer(std::make_unique<SimpleProducer>(""));  // has nothing to say
    bench.chat.push_with_producer(std::make_unique<SimpleProducer>(", third"));
    bench.chat.push("end");
    bench.chat.close_when_done();
    CHECK(bench.hear_all() == wanted);
  }
}

TEST_CASE("H08: what was pushed need not be kept by who pushed it") {
  ChatBench bench;
  bench.block();
  {
    std::string text = "gone soon";
    bench.chat.push(text);
    text.assign(text.size(), '!');
  }
  bench.unblock();
  bench.pass();
  CHECK(bench.hear() == "gone soon");
}

TEST_CASE("H08: without output a channel does not ask for room, and no core burns") {
  over_every_chat([](ChatBench& bench) {
    bench.pass(10);
    CHECK(bench.net.sends == 0);
    CHECK_FALSE(bench.chat.writable());
    bench.chat.push("a");
    bench.pass(10);
    CHECK(bench.net.sends == 1);
    CHECK(bench.hear() == "a");
  });
}

TEST_CASE("H09: a simple producer: 20 bytes by 8") {
  SimpleProducer producer(pattern(20), 8);
  CHECK(producer.more() == pattern(20).substr(0, 8));
  CHECK(producer.more() == pattern(20).substr(8, 8));
  CHECK(producer.more() == pattern(20).substr(16));
  CHECK(producer.more().empty());
  CHECK(producer.more().empty());
  CHECK_THROWS_AS(SimpleProducer("text", 0), std::invalid_argument);
  SimpleProducer by_default(std::string(600, 'x'));
  CHECK(by_default.more().size() == 512);
}

namespace {

/// Says how often it was asked.
class CountingProducer final : public Producer {
 public:
  CountingProducer(std::string data, std::size_t size, int& asked)
      : inner_(std::move(data), size), asked_(asked) {}
  std::string more() override {
    ++asked_;
    return inner_.more();
  }

 private:
  SimpleProducer inner_;
  int& asked_;
};

}  // namespace

TEST_CASE("H09: a producer is asked when there is room, and not before") {
  over_every_chat([](ChatBench& bench) {
    int asked = 0;
    bench.block();
    bench.chat.push("before ");
    bench.chat.push_with_producer(std::make_unique<CountingProducer>("abcdef", 2, asked));
    bench.pass(5);
    CHECK(asked == 0);  // it is not its turn
    bench.unblock();
    bench.pass();
    CHECK(asked == 0);
    bench.pass();
    CHECK(asked == 1);
    CHECK(bench.hear() == "before ab");
    bench.block();
    bench.pass(5);
    CHECK(asked == 2);  // "cd" could not be sent, so nobody asks for more
    bench.unblock();
    bench.pass(2);
    CHECK(bench.hear() == "cdef");
    CHECK(asked == 3);
    CHECK(bench.chat.producer_fifo_size() == 1);
    bench.pass();
    CHECK(asked == 4);  // the empty piece is its end
    CHECK(bench.chat.producer_fifo_size() == 0);
    bench.pass(3);
    CHECK(asked == 4);
  });
}

TEST_CASE("H09: no producer is nothing to send") {
  ChatBench bench;
  bench.chat.push_with_producer(nullptr);
  CHECK(bench.chat.producer_fifo_size() == 0);
  CHECK(bench.net.sends == 0);
}

}  // namespace kit
