// The server of this lesson: TIME, HELP and QUIT, on your AsyncChat.
#include "servers/ancestors/async_chat_echo.cpp"
