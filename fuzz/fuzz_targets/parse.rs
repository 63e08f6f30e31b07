//! The parser and the Markdown it is written as: what was written reads back, and writes the same again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use taben::world::World;
use taben::{markdown, parse, preprocess};
use taben_fuzz::Book;

fuzz_target!(|data: &[u8]| {
    let book = Book::read(data);
    let expanded = preprocess::expand(&book, &book.title, &book.page).value;
    let document = parse::parse(book.site(), &book.title, expanded).value;
    let page = markdown::write(&document);
    let _ = markdown::read(&page, book.site());
});
