//! The catalog of texts as readers meet it: each script pure, each sentence typeset, each code with its words.

mod codes;
mod scripts;
mod used;
mod walk;
