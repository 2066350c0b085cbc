// The frame is destroyed, but the generator still holds it, and destroys it again later: by then
// the memory may belong to somebody else. It is lesson 1's second close.
// caught by: 7.5: thrown into before it started, it ends without having run
// saying: heap-use-after-free
if (frame_) frame_.destroy();
