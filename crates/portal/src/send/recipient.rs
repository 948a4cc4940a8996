//! Whether a message can arrive at all: told before it is sent, with what to do.

use bluebutton_exchange::direct;
use bluebutton_store::transmissions::Way;

use crate::services::Services;
use bluebutton_web::fields::Errors;
use bluebutton_web::frame::Frame;
use bluebutton_web::problem::Problem;

/// Adds what stands in the way of that recipient. What may pass by itself does not: the worker
/// tries again.
pub async fn check_recipient(
    services: &Services,
    frame: &Frame,
    way: Way,
    to: &str,
    errors: &mut Errors,
) -> Result<(), Problem> {
    let Some(mail) = services.mail.clone() else {
        errors.add("way", frame.t("send-no-way"));
        return Ok(());
    };
    let (to, now) = (to.to_owned(), services.now());
    let checking =
        tokio::task::spawn_blocking(move || direct::check_recipient(&mail, way, &to, now));
    let checked = checking.await.map_err(|error| Problem::failed("check a recipient", &error))?;
    if let Err(trouble) = checked.map_err(|trouble| (trouble.may_pass, trouble.why))
        && let (false, why) = trouble
    {
        errors.add("to-address", frame.t(sentence(why)));
    }
    Ok(())
}

/// The sentence for the form: what is wrong with the address, and what to do now.
fn sentence(why: &'static str) -> &'static str {
    match why {
        "send-failed-no-certificate" => "send-recipient-unknown",
        "send-failed-weak-key" => "send-recipient-weak-key",
        "send-failed-not-trusted" => "send-recipient-not-trusted",
        other => other,
    }
}
