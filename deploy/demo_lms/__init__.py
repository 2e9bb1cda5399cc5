"""A small honest LTI 1.3 platform: the demo's LMS and the tests' emulator."""
