//! Templates and functions: any text expands to no more than the limits allow.

#![no_main]

use libfuzzer_sys::fuzz_target;
use taben::preprocess;
use taben_fuzz::Book;

/// What a page may grow to: each of the two budgets of 2 MiB can be used up, the source copied beside them.
const LIMIT: usize = 16 * 1024 * 1024;

fuzz_target!(|data: &[u8]| {
    let book = Book::read(data);
    let expanded = preprocess::expand(&book, &book.title, &book.page).value;
    assert!(expanded.text.len() < LIMIT + 16 * data.len());
    for at in [0, expanded.text.len() / 2, expanded.text.len()] {
        let span = expanded.origins.span(at..expanded.text.len());
        assert!(span.start <= span.end);
    }
});
