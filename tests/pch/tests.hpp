// The same for the tests.
#include <doctest/doctest.h>

#include "tests/pch/library.hpp"
