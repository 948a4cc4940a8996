//! The root secret: given by the operator, or kept in `data/keys/root` (64 hexadecimal digits, mode
//! 0600). Whoever has it can read everything; whoever loses it has lost everything.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use bluebutton_crypto::{Hidden, Random};

use crate::error::{Result, StoreError};

/// The root secret of a data folder; made if there is none.
pub(crate) fn read_or_make(data: &Path, random: &dyn Random) -> Result<Hidden<[u8; 32]>> {
    let folder = data.join("keys");
    let file = folder.join("root");
    match std::fs::read_to_string(&file) {
        Ok(text) => {
            warn_if_others_may_read(&file);
            return parse(&Hidden::new(text));
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(unusable(&file, &error)),
    }
    make_private_folder(&folder)?;
    let secret = Hidden::new(random.bytes::<32>());
    match write_new(&folder, &file, &secret, random) {
        Ok(()) => Ok(secret),
        // Another process made it in this moment: theirs it is.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let text = std::fs::read_to_string(&file).map_err(|error| unusable(&file, &error))?;
            parse(&Hidden::new(text))
        }
        Err(error) => Err(unusable(&file, &error)),
    }
}

/// A key that came by copying or from a backup may have lost its mode on the way.
fn warn_if_others_may_read(file: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(file).map_or(0, |facts| facts.permissions().mode());
        if mode & 0o077 != 0 {
            tracing::warn!(
                file = %file.display(),
                "other users of this machine may read the root key: chmod 600 it"
            );
        }
    }
    #[cfg(not(unix))]
    let _ = file;
}

/// Reads 64 hexadecimal digits.
pub(crate) fn parse(text: &Hidden<String>) -> Result<Hidden<[u8; 32]>> {
    let digits = text.reveal().trim().as_bytes();
    let mut secret = [0; 32];
    let (pairs, rest) = digits.as_chunks::<2>();
    if pairs.len() != secret.len() || !rest.is_empty() {
        return Err(wrong_form());
    }
    for (byte, [high, low]) in secret.iter_mut().zip(pairs) {
        let digit = |character: u8| char::from(character).to_digit(16).ok_or_else(wrong_form);
        *byte = (digit(*high)? * 16 + digit(*low)?) as u8;
    }
    Ok(Hidden::new(secret))
}

/// Makes a folder that only its owner may enter.
pub(crate) fn make_private_folder(folder: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| unusable(folder, &error))
}

/// Written whole or not at all: a key cut short by a power failure would lose every record.
fn write_new(
    folder: &Path,
    file: &Path,
    secret: &Hidden<[u8; 32]>,
    random: &dyn Random,
) -> std::io::Result<()> {
    let draft = folder.join(format!("root.{:08x}", u32::from_be_bytes(random.bytes::<4>())));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(&draft)?;
    let mut digits = Hidden::new(String::with_capacity(65));
    for byte in secret.reveal() {
        digits = Hidden::new(format!("{}{byte:02x}", digits.reveal()));
    }
    out.write_all(digits.reveal().as_bytes())?;
    out.write_all(b"\n")?;
    out.sync_all()?;
    // A link fails where the name exists; a rename would replace another process's key.
    let linked = std::fs::hard_link(&draft, file);
    std::fs::remove_file(&draft)?;
    linked?;
    File::open(folder)?.sync_all()
}

fn wrong_form() -> StoreError {
    StoreError::Settings("the root key must be 64 hexadecimal digits".to_owned())
}

fn unusable(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Settings(format!("{} can't be used: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use bluebutton_crypto::random::SeededRandom;

    use super::*;

    #[test]
    fn a_new_folder_gets_a_key_that_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let random = SeededRandom::new(1);
        let made = read_or_make(folder.path(), &random).unwrap();
        let again = read_or_make(folder.path(), &random).unwrap();
        assert_eq!(made.reveal(), again.reveal());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_the_key() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        read_or_make(folder.path(), &SeededRandom::new(1)).unwrap();
        let mode = |name: &str| {
            std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777
        };
        assert_eq!(mode("keys/root"), 0o600);
        assert_eq!(mode("keys"), 0o700);
    }

    #[test]
    fn a_key_of_another_form_is_refused() {
        for text in ["", "abc", &"g".repeat(64), &"0".repeat(63), &"0".repeat(66), &"é".repeat(32)]
        {
            assert!(parse(&Hidden::new(text.to_owned())).is_err(), "{text}");
        }
        assert!(parse(&Hidden::new(format!("{}\n", "0F".repeat(32)))).is_ok());
    }
}
