// Replies of the Redis protocol, appended to a string that is sent as it is.
//
// A client begins with version 2, which has lines, integers, strings and arrays. After HELLO 3 it
// gets version 3, which says more of what a reply is. Whoever answers says what is meant; the
// writer knows how each version says it:
//
//   what         version 2      version 3
//   null         $-1 or *-1     _
//   map          *2n            %n          n pairs, key then value
//   set          *n             ~n
//   push         *n             >n          what nobody asked for: a message of a channel
//   double       a string       ,0.5
//   boolean      :1  :0         #t  #f
//   big number   a string       (123
//   verbatim     a string       =8\r\ntxt:text
//
// An array, map, set or push is its size alone: its elements are the replies that follow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kit::resp {

enum class Version { resp2 = 2, resp3 = 3 };

/// Looks into a string that lives longer.
class ReplyWriter {
 public:
  explicit ReplyWriter(std::string& out, Version version = Version::resp2)
      : out_(out), version_(version) {}

  Version version() const noexcept { return version_; }
  /// For the replies from now on: that of HELLO is the first in its own version.
  void set_version(Version version) noexcept { version_ = version; }

  /// One line, such as OK. A line end inside becomes a space: what a client sent and gets back
  /// here must not look like a second reply.
  void simple(std::string_view text);
  /// That it was done, and nothing more: OK.
  void ok() { out_ += "+OK\r\n"; }
  /// `text` begins with its code: "ERR syntax error". Line ends as in simple().
  void error(std::string_view text);
  void integer(std::int64_t number);
  /// Any bytes.
  void bulk(std::string_view bytes);

  /// Whole replies that were written elsewhere, as they are.
  void written(std::string_view replies) { out_ += replies; }

  /// In place of a string.
  void null();
  /// In place of an array.
  void null_array();

  void array(std::size_t size) { header('*', size); }
  void map(std::size_t pairs);
  void set(std::size_t size) { header(is_3() ? '~' : '*', size); }
  void push(std::size_t size) { header(is_3() ? '>' : '*', size); }

  /// As append_double() writes it.
  void number(double value);
  void boolean(bool value);
  /// `digits`: with a minus sign or none; more than 64 bits hold.
  void big_number(std::string_view digits);
  /// Text for people: `format` is "txt" or "mkd", always three letters.
  void verbatim(std::string_view text, std::string_view format = "txt");

 private:
  bool is_3() const noexcept { return version_ == Version::resp3; }
  void header(char mark, std::size_t number);
  void line(char mark, std::string_view text);

  std::string& out_;
  Version version_;
};

}  // namespace kit::resp
