#include "loop/errors.hpp"

#include <cerrno>
#include <typeinfo>

namespace kit {

std::exception_ptr make_os_error(int error, const std::string& what) {
  switch (error) {
    case EAGAIN:
      return std::make_exception_ptr(BlockingIOError(error, what));
    case ECONNRESET:
      return std::make_exception_ptr(ConnectionResetError(error, what));
    case EPIPE:
    case ESHUTDOWN:
      return std::make_exception_ptr(BrokenPipeError(error, what));
    case ECONNREFUSED:
      return std::make_exception_ptr(ConnectionRefusedError(error, what));
    case ECONNABORTED:
      return std::make_exception_ptr(ConnectionAbortedError(error, what));
    case ETIMEDOUT:
    case EHOSTUNREACH:
    case ENETUNREACH:
    case ENETDOWN:
      return std::make_exception_ptr(ConnectionError(error, what));
    default:
      return std::make_exception_ptr(OSError(error, what));
  }
}

void throw_os_error(int error, const std::string& what) {
  std::rethrow_exception(make_os_error(error, what));
}

bool is_exhaustion(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

std::string on_descriptor(const char* call, int fd) {
  return std::string(call) + " on descriptor " + std::to_string(fd);
}

Cancelled::Cancelled() : BaseException("cancelled") {}

ErrorKind kind_of(const std::exception_ptr& exception) noexcept {
#ifdef __GLIBCXX__
  // To throw again only to ask costs a microsecond; many are cancelled at once when a server stops.
  if (*exception.__cxa_exception_type() == typeid(Cancelled)) return ErrorKind::cancelled;
#endif
  try {
    std::rethrow_exception(exception);
  } catch (const Cancelled&) {
    return ErrorKind::cancelled;
  } catch (const BaseException&) {
    return ErrorKind::leaves_loop;
  } catch (...) {
    return ErrorKind::error;
  }
}

std::string describe(const std::exception_ptr& error) {
  if (!error) return "no error";
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    return e.what();
  } catch (const BaseException& e) {
    return e.what();
  } catch (...) {
    return "an exception of unknown type";
  }
}

}  // namespace kit
