//! What pages show or obey of the settings.

use bluebutton_web::Site;

use super::Settings;

impl Settings {
    /// What pages show or obey of them.
    pub fn site(&self) -> Site {
        self.site_at(self.public_url.clone())
    }

    /// The same at another address: the demo's is that of the port it found.
    pub fn site_at(&self, public_url: String) -> Site {
        Site {
            secure_cookies: self.is_https(),
            proxies: self.proxies.clone(),
            zone: self.time_zone.clone(),
            step_up_minutes: self.sign_in.step_up_minutes,
            remember_days: self.sign_in.remember_days,
            has_hub: self.hub.is_some(),
            hub_staff: self.hub.as_ref().map(|hub| hub.staff.clone()).unwrap_or_default(),
            notices: self.notices.clone(),
            ..Site::of(self.organization.clone(), public_url)
        }
    }
}
