// The errors of the loop and of the operating system under it.
//
// Two families, as in Python. What may go wrong in a program derives from std::exception. What must
// not be swallowed by `catch (const std::exception&)` derives from BaseException: a cancelled task,
// an interrupt, a wish to leave the program.
#pragma once

#include <exception>
#include <stdexcept>
#include <string>
#include <system_error>

namespace kit {

/// Leaves `run_forever` when it escapes a callback or a task. Not a std::exception, on purpose.
class BaseException {
 public:
  explicit BaseException(std::string message) : message_(std::move(message)) {}
  virtual ~BaseException() = default;
  const char* what() const noexcept { return message_.c_str(); }

 private:
  std::string message_;
};

/// Thrown at the `co_await` of a task that was cancelled. Clean up, then let it pass.
class Cancelled : public BaseException {
 public:
  Cancelled();
};

/// Ctrl-C, for programs that want it as an exception.
class Interrupted : public BaseException {
 public:
  Interrupted() : BaseException("interrupted") {}
};

/// The wish to end the program with this exit status.
class SystemExit : public BaseException {
 public:
  explicit SystemExit(int status) : BaseException("exit"), status_(status) {}
  int status() const noexcept { return status_; }

 private:
  int status_;
};

/// A result was asked for too early, or set twice.
class InvalidStateError : public std::logic_error {
  using std::logic_error::logic_error;
};

/// A deadline passed.
class TimeoutError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A system call failed. `code().value()` is errno; what() names the call and the descriptor.
class OSError : public std::system_error {
 public:
  OSError(int error, const std::string& what)
      : std::system_error(error, std::generic_category(), what) {}
  int error_number() const noexcept { return code().value(); }
};

/// The call would have to wait, and the descriptor is non-blocking: EAGAIN.
class BlockingIOError : public OSError {
  using OSError::OSError;
};

/// The connection, not the program, is at fault: the four below, and a peer or a network that no
/// longer answers (ETIMEDOUT, EHOSTUNREACH, ENETUNREACH, ENETDOWN).
class ConnectionError : public OSError {
  using OSError::OSError;
};
class ConnectionResetError : public ConnectionError {  // ECONNRESET
  using ConnectionError::ConnectionError;
};
class BrokenPipeError : public ConnectionError {  // EPIPE, ESHUTDOWN
  using ConnectionError::ConnectionError;
};
class ConnectionRefusedError : public ConnectionError {  // ECONNREFUSED
  using ConnectionError::ConnectionError;
};
class ConnectionAbortedError : public ConnectionError {  // ECONNABORTED
  using ConnectionError::ConnectionError;
};

/// The class that fits `error`, ready to be stored or rethrown.
std::exception_ptr make_os_error(int error, const std::string& what);

/// Throws the class that fits `error`.
[[noreturn]] void throw_os_error(int error, const std::string& what);

/// Out of descriptors or memory (EMFILE, ENFILE, ENOBUFS, ENOMEM): it may be better in a while.
bool is_exhaustion(int error);

/// "recv on descriptor 7": the call and the descriptor, for the message of an OSError.
std::string on_descriptor(const char* call, int fd);

/// What an exception is to the loop.
enum class ErrorKind {
  error,        // the business of whoever awaits
  cancelled,    // Cancelled
  leaves_loop,  // any other BaseException
};
ErrorKind kind_of(const std::exception_ptr& exception) noexcept;

/// The what() of any exception, of either family.
std::string describe(const std::exception_ptr& error);

}  // namespace kit
