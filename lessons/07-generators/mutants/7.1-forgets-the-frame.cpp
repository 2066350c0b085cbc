// The generator forgets its frame, but nobody destroys it. What the paused function owns, its
// parameters and its locals, stays alive and in memory for ever.
// caught by: 7.1: a call makes the frame, and runs nothing of the body
// saying: came:     it goes: 
frame_ = nullptr;
