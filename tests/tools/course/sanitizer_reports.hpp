// What g++ 12 and clang 19 say about the same faults, as their programs printed it; the shadow
// bytes are left out.
#pragma once

#include <string>

namespace kit::course {

/// A compiler's way of naming a place: g++ as it was told ("mine/loop/a.cpp:5"), clang with the
/// folder of the build in front and the column behind.
struct Compiler {
  std::string name;
  std::string mine;     // in front of "mine/"
  std::string library;  // in front of "src/"
  std::string column;
};

inline const Compiler gcc{"g++ 12", "", "../", ""};
inline const Compiler clang{"clang 19", "/home/me/build/course/mine/out/",
                            "/home/me/build/course/mine/out/../", ":51"};

/// A stack like those of the sanitizers: the system's frame, the reader's, the library's, main's.
inline std::string stack(const Compiler& by, const std::string& inner) {
  return inner + "    #1 0x55bd7cd1d3f9 in kit::Fd::close() " + by.mine + "mine/loop/os/fd.cpp:25" +
         by.column + "\n    #2 0x55bd7cd1d400 in kit::serve(kit::Fd const&) " + by.library +
         "src/loop/serve.cpp:7" + by.column + "\n    #3 0x55bd7cd1d401 in DOCTEST_ANON_FUNC_14 " +
         by.library + "src/lessons/01-one-client/test.cpp:81" + by.column +
         "\n    #4 0x55bd7cd1d92a in main " + by.library + "src/lessons/support/main.cpp:16" +
         by.column +
         "\n    #5 0x7f391d845249 in __libc_start_call_main "
         "../sysdeps/nptl/libc_start_call_main.h:58\n"
         "    #6 0x55bd7cd1d2a0 in _start (/tmp/out/lessons/test-01+0x82a0)\n\n";
}

inline const std::string operator_delete =
    "    #0 0x7f391e6ba3c8 in operator delete(void*, unsigned long) "
    "../../../../src/libsanitizer/asan/asan_new_delete.cpp:164\n";
inline const std::string operator_new =
    "    #0 0x7f391e6b94c8 in operator new(unsigned long) "
    "../../../../src/libsanitizer/asan/asan_new_delete.cpp:95\n";

inline std::string use_after_free(const Compiler& by) {
  return "=================================================================\n"
         "==24491==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000010 at pc "
         "0x55bd7cd1d459 bp 0x7ffd43099fc0 sp 0x7ffd43099fb8\n"
         "READ of size 4 at 0x602000000010 thread T0\n" +
         stack(by, "") +
         "0x602000000010 is located 0 bytes inside of 4-byte region "
         "[0x602000000010,0x602000000014)\n"
         "freed by thread T0 here:\n" +
         stack(by, operator_delete) + "previously allocated by thread T0 here:\n" +
         stack(by, operator_new) +
         "SUMMARY: AddressSanitizer: heap-use-after-free mine/loop/os/fd.cpp:5 in kit::uaf()\n"
         "Shadow bytes around the buggy address:\n"
         "=>0x0c047fff8000: fa fa[fd]fa fa fa fa fa fa fa fa fa fa fa fa fa\n"
         "==24491==ABORTING\n";
}

inline std::string overflow(const Compiler& by) {
  return "==24503==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000014 at pc "
         "0x55dc121a74f4 bp 0x7ffcb2a38910 sp 0x7ffcb2a38908\n"
         "READ of size 1 at 0x602000000014 thread T0\n" +
         stack(by, "") +
         "0x602000000014 is located 0 bytes to the right of 4-byte region\n"
         "allocated by thread T0 here:\n" +
         stack(by, operator_new);
}

inline std::string undefined(const Compiler& by) {
  return "mine/loop/os/fd.cpp:7:28: runtime error: signed integer overflow: 2 + 2147483647 cannot "
         "be represented in type 'int'\n" +
         stack(by, "") +
         "SUMMARY: UndefinedBehaviorSanitizer: undefined-behavior mine/loop/os/fd.cpp:7:28 \n";
}

inline std::string leak(const Compiler& by) {
  return "\n=================================================================\n"
         "==24517==ERROR: LeakSanitizer: detected memory leaks\n\n"
         "Direct leak of 7 byte(s) in 1 object(s) allocated from:\n" +
         stack(by, operator_new) + "SUMMARY: AddressSanitizer: 7 byte(s) leaked.\n";
}

inline std::string double_free(const Compiler& by) {
  return "==24524==ERROR: AddressSanitizer: attempting double-free on 0x602000000010 in thread "
         "T0:\n" +
         stack(by, operator_delete) + "freed by thread T0 here:\n" + stack(by, operator_delete) +
         "==24524==ABORTING\n";
}

inline std::string null_pointer(const Compiler& by) {
  return "==24539==ERROR: AddressSanitizer: SEGV on unknown address 0x000000000000 (pc "
         "0x55d218f11706 bp 0x7ffd43099fc0 sp 0x7ffd43099fb8 T0)\n"
         "==24539==The signal is caused by a READ memory access.\n"
         "==24539==Hint: address points to the zero page.\n" +
         stack(by, "");
}

}  // namespace kit::course
