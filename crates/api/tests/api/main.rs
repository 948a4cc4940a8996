//! Apps against the real routers: people sign in through the portal and say yes, apps ask and read.

mod asking;
mod attacks;
mod launch;
mod narrowed;
mod reading;
mod site;
mod words;
