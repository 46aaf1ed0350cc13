//! Turns the text of a rules file into rules.
