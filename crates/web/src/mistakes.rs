//! A form that comes back with its mistake: what was wrong with it was known to the store alone, and is told at
//! the field it is about. One way for every form, so that none of them shows a page of trouble for a slip.

use bluebutton_store::StoreError;

use crate::fields::Errors;
use crate::frame::Frame;
use crate::problem::Problem;

/// A mistake that a form can come back with: what the store calls it, the field's id, and the message of the
/// catalog.
pub type Mistake = (&'static str, &'static str, &'static str);

/// The one of those mistakes that the store refused for. Anything else is no matter of the form.
pub fn mistake(frame: &Frame, error: StoreError, mistakes: &[Mistake]) -> Result<Errors, Problem> {
    mistake_by(error, |why| {
        let (_, field, message) = mistakes.iter().find(|(name, ..)| *name == why)?;
        Some(Errors::one(field, frame.t(message)))
    })
}

/// What the form says of what the store refused for. Anything else is no matter of the form.
pub fn mistake_by(
    error: StoreError,
    says: impl FnOnce(&str) -> Option<Errors>,
) -> Result<Errors, Problem> {
    let said = match &error {
        StoreError::NotAllowed(why) => says(why),
        _ => None,
    };
    said.ok_or_else(|| error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_form_knows_of_is_its_mistake() {
        let says =
            |why: &str| (why == "a-reason-is-needed").then(|| Errors::one("why", "Say why."));
        let mine = mistake_by(StoreError::NotAllowed("a-reason-is-needed"), says);
        assert_eq!(mine.unwrap().of("why").as_deref(), Some("Say why."));
        let another = mistake_by(StoreError::NotAllowed("not-your-office"), says);
        assert_eq!(another.err(), Some(Problem::other_office()));
        assert_eq!(mistake_by(StoreError::NotFound, says).err(), Some(Problem::not_found()));
    }
}
