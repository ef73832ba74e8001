//! The machine against scripted answers. Seeded worlds are the simulator's, in `tests/`.
