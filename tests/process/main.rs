//! The program as people run it: words in, output, exit code and files out.

mod explain;
mod harness;
mod outside;
