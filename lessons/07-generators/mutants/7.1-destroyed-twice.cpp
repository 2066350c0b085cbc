// The frame is destroyed while the generator still holds it. Whoever asks the generator from now on
// reaches a frame that is gone, or destroys it a second time: it is lesson 1's second close.
// caught by: 7.1: while the frame is destroyed, the generator has forgotten it
// saying: came:     it still holds it.
if (frame_) frame_.destroy();
