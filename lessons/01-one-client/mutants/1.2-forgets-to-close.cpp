  (void)release();
