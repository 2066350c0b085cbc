// The server of this lesson: one client at a time, on your Fd.
#include "servers/ancestors/blocking_echo.cpp"
