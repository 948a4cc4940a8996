//! The portal as its users meet it: requests in, pages out, on a store of its own.

mod doors;
mod guards;
mod people;
mod site;
mod staff;
mod words;
