// The server of this lesson: one thread and many clients, on your SelectSelector.
#include "servers/ancestors/select_echo.cpp"
