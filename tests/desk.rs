//! Integration tests, one binary: the tree mirrors `src/`.

mod scenario;
