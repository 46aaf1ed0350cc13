//! The program as people run it: words in, output, exit code and files out.

mod harness;
mod outside;
