//! Somebody on the staff whose task it is: what a staff page needs stands in its handler's signature,
//! `OnDuty<duty::Invite>`. Which office has which task is said in one table (`record::office`); the
//! store asks the same one again in the transaction of what is done.

use std::marker::PhantomData;
use std::ops::Deref;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use bluebutton_record::Task;

use crate::problem::Problem;
use crate::services::Services;
use crate::session::{Sender, SignedIn, Staff};

/// A task, as a type.
pub trait Duty: Send + Sync + 'static {
    /// Which one.
    const TASK: Task;
}

/// Somebody on the staff whose task `D` is. Others of the staff are told that it is not theirs; for
/// everybody else there is nothing here.
pub struct OnDuty<D> {
    signed_in: SignedIn,
    duty: PhantomData<D>,
}

impl<D> Deref for OnDuty<D> {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.signed_in
    }
}

impl<D: Duty, S> FromRequestParts<S> for OnDuty<D>
where
    Services: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Staff(signed_in) = Staff::from_request_parts(parts, state).await?;
        if signed_in.tasks().has(D::TASK) {
            Ok(Self { signed_in, duty: PhantomData })
        } else {
            Err(Problem::other_office())
        }
    }
}

impl<D: Send> Sender for OnDuty<D> {
    fn form_key(&self) -> [u8; 32] {
        self.signed_in.form_key()
    }
}

macro_rules! duties {
    ($($task:ident),+ $(,)?) => {
        $(
            #[doc = concat!("[`Task::", stringify!($task), "`], as a type.")]
            pub struct $task;

            impl Duty for $task {
                const TASK: Task = Task::$task;
            }
        )+
    };
}

bluebutton_record::each_task!(duties);
