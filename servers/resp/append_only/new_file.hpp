// NewFile: what is to replace the append-only file, while it is written.
#pragma once

#include <exception>
#include <memory>
#include <utility>

#include "servers/resp/append_only/rewrite.hpp"
#include "servers/resp/append_only/writer.hpp"

namespace kit::resp {

/// All that was written so far is for nothing: begin again.
class OutOfDate : public std::exception {
 public:
  const char* what() const noexcept override { return "everything was deleted meanwhile"; }
};

class NewFile {
 public:
  NewFile(Keyspace& keyspace, std::unique_ptr<Writer> writer)
      : content(keyspace), writer_(std::move(writer)) {}
  /// Removes the file, unless it was taken. Does not wait for the disk.
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  Rewrite content;

  Writer& writer() noexcept { return *writer_; }
  void hand_over() { writer_->hand_over(content.bytes()); }
  /// Asks for on_progress, and says how far it is. Throws OutOfDate, and std::runtime_error when
  /// the file cannot be written.
  WriterState check();
  /// It is the append-only file now.
  std::unique_ptr<Writer> take() noexcept { return std::move(writer_); }

 private:
  std::unique_ptr<Writer> writer_;
};

/// Destroys it in another thread: closing a file that has no name any more gives its space back,
/// which takes a while. What it was handed and has not written yet is not written.
void retire(std::unique_ptr<Writer> writer);

}  // namespace kit::resp
