#include "servers/resp/append_only/new_file.hpp"

#include <unistd.h>

#include <stdexcept>
#include <utility>

#include "loop/executor.hpp"

namespace kit::resp {
namespace {

class Retirement final : public Work {
 public:
  explicit Retirement(std::unique_ptr<Writer> writer) : writer_(std::move(writer)) {}
  void run(std::shared_ptr<Work>) noexcept override { writer_.reset(); }

 private:
  std::unique_ptr<Writer> writer_;
};

}  // namespace

NewFile::~NewFile() {
  if (!writer_) return;
  (void)::unlink(writer_->file().path().c_str());
  retire(std::move(writer_));
}

WriterState NewFile::check() {
  WriterState state = writer_->tell();
  if (state.ended) throw std::runtime_error(state.complaint);
  if (content.is_out_of_date()) throw OutOfDate();
  return state;
}

void retire(std::unique_ptr<Writer> writer) {
  writer->abandon();
  default_executor().submit(std::make_shared<Retirement>(std::move(writer)));
}

}  // namespace kit::resp
