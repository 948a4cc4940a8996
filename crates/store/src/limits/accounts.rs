//! Limits on accounts: attempts, sessions, ways of signing in, codes, and whom a patient lets in.

/// Wrong passwords for one login before waiting begins: more than anybody mistypes.
pub const LOGIN_ATTEMPTS_FREE: i64 = 10;

/// Wrong passwords from one network address: a whole clinic or family may share one.
pub const ADDRESS_ATTEMPTS_FREE: i64 = 50;

/// Wrong second-factor codes for one account: a million codes, three hold at a time.
pub const CODE_ATTEMPTS_FREE: i64 = 10;

/// Wrong second-factor codes in one session before the password is asked again.
pub const CODE_ATTEMPTS_PER_SESSION: i64 = 5;

/// Invitation codes tried from one network address; a library's visitors may share one.
pub const ADDRESS_CODES_FREE: i64 = 20;

/// The first wait after too many attempts; it doubles from there.
pub const THROTTLE_WAIT_SECONDS: i64 = 60;

/// The longest wait: nobody can lock a patient out for longer by guessing at their login.
pub const THROTTLE_WAIT_SECONDS_MAX: i64 = 15 * 60;

/// After so long without an attempt, counting starts anew.
pub const THROTTLE_QUIET_SECONDS: i64 = 15 * 60;

/// A session ends after so long without a page (NIST SP 800-63B AAL2: at most 30 minutes).
pub const SESSION_IDLE_SECONDS: i64 = 15 * 60;

/// A session ends after so long in any case (AAL2: at most 12 hours).
pub const SESSION_SECONDS: i64 = 12 * 60 * 60;

/// Between password and second factor: time to find a telephone and set up an app.
pub const SIGN_IN_SECONDS: i64 = 60 * 60;

/// A new second factor in place of another is confirmed within this time after the password was
/// given: an open session may be left alone.
pub const RENEWAL_SECONDS: i64 = 15 * 60;

/// A session's end is moved at most so often: pages must not cost a write each.
pub const SESSION_TOUCH_SECONDS: i64 = 30;

/// A question to a passkey may be answered for so long: time to find a telephone and a finger.
pub const QUESTION_SECONDS: i64 = 5 * 60;

/// A question to a provider may be answered for so long: somebody signs in there with two factors,
/// or shows their papers for the first time.
pub const PROVIDER_QUESTION_SECONDS: i64 = 60 * 60;

/// Accounts elsewhere that are connected to one account.
pub const IDENTITIES_MAX: usize = 10;

/// Passkeys of one account: a telephone, a computer, a key in the drawer, for some years.
pub const PASSKEYS_MAX: usize = 20;

/// The longest name that somebody gives a passkey.
pub const PASSKEY_NAME_CHARS_MAX: usize = 60;

/// The longest time for which a site may remember a browser: a season. The password is asked every
/// time.
pub const REMEMBERED_SECONDS_MAX: i64 = 90 * 24 * 60 * 60;

/// The longest time for which a browser that a mailed link let in comes in for a member: a long working day.
pub const HUB_DOOR_SECONDS_MAX: i64 = 12 * 60 * 60;

/// Accounts that are opened to be compared with what somebody of the staff typed: more of one beginning need
/// another word.
pub const ACCOUNTS_COMPARED_MAX: i64 = 300;

/// Browsers remembered for one account.
pub const REMEMBERED_PER_ACCOUNT: usize = 10;

/// A code that was sent to an address holds for a day.
pub const NOTICE_CODE_SECONDS: i64 = 24 * 60 * 60;

/// Addresses that one account gives before waiting begins: we write to each once.
pub const NOTICE_ADDRESSES_FREE: i64 = 5;

/// Wrong codes of an address before waiting begins.
pub const NOTICE_CODES_FREE: i64 = 5;

/// Whether there is something to tell somebody is looked at so often.
pub const NOTICE_LOOK_SECONDS: i64 = 60 * 60;

/// So many accounts are looked through in one transaction: some 100 milliseconds.
pub const NOTICE_LOOKS_AT_ONCE: i64 = 100;

/// That something is new in a record is told once a day at most.
pub const RECORD_NOTICE_SECONDS: i64 = 24 * 60 * 60;

/// What was told is remembered for so long: longer than anything waits to be told.
pub const NOTICE_TOLD_KEPT_SECONDS: i64 = 60 * 24 * 60 * 60;

/// That access ends is told so many days before.
pub const ENDING_DAYS: i32 = 7;

/// That the access ends of somebody whom the office entered (a parent's, with childhood) is told so many
/// days before.
pub const CHILDHOOD_ENDING_DAYS: i32 = 30;

/// Recovery codes given out with a second factor.
pub const RECOVERY_CODES: usize = 10;

/// Attempts on one invitation code: for wrong birth dates, there are some 30,000 of them.
pub const INVITATION_ATTEMPTS: i64 = 5;

/// An invitation code holds for two weeks: time for the mail.
pub const INVITATION_SECONDS: i64 = 14 * 24 * 60 * 60;

/// Passwords hashed at once: each takes a core and some 20 MB.
pub const PASSWORDS_AT_ONCE: usize = 2;

/// Sign-ins that wait for their turn: at some thirty a second the last of them waits two seconds.
/// Whoever comes then is asked to try again.
pub const PASSWORDS_WAITING_MAX: usize = 64;

/// The longest login: an e-mail address has at most 254 characters.
pub const LOGIN_CHARS_MAX: usize = 254;

/// The longest name of a person.
pub const NAME_CHARS_MAX: usize = 200;

/// Caregivers of one record, ended ones included.
pub const CAREGIVERS_MAX: usize = 200;

/// Entries and visits hidden from one person: whoever hides more means whole parts of the record.
pub const HIDDEN_MAX: usize = 500;

/// For so many days access that was ended by a slip can be given back without a new code.
pub const GIVE_BACK_DAYS: i64 = 7;

/// Grants that were given by somebody who was let in themselves: so many one behind the other.
pub const GIVERS_MAX: usize = 3;

/// A code for whoever can't sign in any more is used at the office or on the way home.
pub const RESET_SECONDS: i64 = 24 * 60 * 60;
