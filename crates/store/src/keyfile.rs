//! The root secret: given by the operator, or kept in `data/keys/root` (64 hexadecimal digits, mode
//! 0600). Whoever has it can read everything; whoever loses it has lost everything.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use bluebutton_crypto::{Hidden, Random};

use crate::error::{Result, StoreError};

/// The name of the key, and of one that no data is sealed with yet.
const NAME: &str = "root";
const NEW_NAME: &str = "root.new";

/// The name of the key that will follow.
const NEXT_NAME: &str = "root.next";

/// The root secret of a data folder.
pub(crate) struct KeyFile {
    /// The secret.
    pub(crate) secret: Hidden<[u8; 32]>,
    /// Whether there is data that was sealed with it, as far as the folder knows.
    pub(crate) is_in_use: bool,
}

/// Whether a key lies in the folder with which data was sealed.
pub(crate) fn is_in_use(data: &Path) -> bool {
    data.join("keys").join(NAME).exists()
}

/// The root secret that lies in a data folder.
pub(crate) fn read_root(data: &Path) -> Result<Option<Hidden<[u8; 32]>>> {
    read(&data.join("keys").join(NAME))
}

/// When the root secret that lies in a data folder was written; `None` where there is none.
pub(crate) fn written_at(data: &Path) -> Option<std::time::SystemTime> {
    std::fs::metadata(data.join("keys").join(NAME)).and_then(|facts| facts.modified()).ok()
}

/// The secret that will follow the root secret; made if there is none yet.
pub(crate) fn next(data: &Path, random: &dyn Random) -> Result<Hidden<[u8; 32]>> {
    let folder = data.join("keys");
    let file = folder.join(NEXT_NAME);
    if read(&file)?.is_none() {
        make_private_folder(&folder)?;
        let secret = Hidden::new(random.bytes::<32>());
        match write_new(&folder, &file, &secret, random) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(unusable(&file, &error));
            }
            _ => {}
        }
    }
    // As it is on disk, and as every other process reads it.
    read(&file)?.ok_or_else(|| unusable(&file, &ErrorKind::NotFound.into()))
}

/// Writes a new secret to a file of the operator's choice, which must not be there.
pub(crate) fn write_to(file: &Path, random: &dyn Random) -> Result<Hidden<[u8; 32]>> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let secret = Hidden::new(random.bytes::<32>());
    let written = write_new(folder.unwrap_or(Path::new(".")), file, &secret, random);
    written.map_err(|error| unusable(file, &error))?;
    Ok(secret)
}

/// Puts the next root secret in the place of the present one, which is kept beside it under the moment at
/// which it was replaced: it opens backups of before.
pub(crate) fn take_next(data: &Path, now: jiff::Timestamp) -> Result<()> {
    let folder = data.join("keys");
    let (file, next) = (folder.join(NAME), folder.join(NEXT_NAME));
    let old = folder.join(format!("{NAME}.old-{}", now.as_second()));
    let taken = || -> std::io::Result<()> {
        match std::fs::hard_link(&file, &old) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        // There is a root key at every moment.
        std::fs::rename(&next, &file)?;
        File::open(&folder)?.sync_all()
    };
    taken().map_err(|error| unusable(&next, &error))
}

/// The root secret of a data folder; made if there is none and `may_make` says that there is no data
/// that another one has sealed. A new key lies apart until [`take_into_use`].
pub(crate) fn read_or_make(data: &Path, may_make: bool, random: &dyn Random) -> Result<KeyFile> {
    let folder = data.join("keys");
    if let Some(secret) = read(&folder.join(NAME))? {
        return Ok(KeyFile { secret, is_in_use: true });
    }
    let file = folder.join(NEW_NAME);
    let fresh = |secret| KeyFile { secret, is_in_use: false };
    if let Some(secret) = read(&file)? {
        return Ok(fresh(secret));
    }
    if !may_make {
        return Err(StoreError::Settings(format!(
            "there are records, and their key {} is gone: put it back from your backup of it, or give \
             it by the setting root_key",
            folder.join(NAME).display()
        )));
    }
    make_private_folder(&folder)?;
    let secret = Hidden::new(random.bytes::<32>());
    match write_new(&folder, &file, &secret, random) {
        Ok(()) => Ok(fresh(secret)),
        // Another process made it in this moment: theirs it is.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => match read(&file)? {
            Some(secret) => Ok(fresh(secret)),
            None => read_or_make(data, may_make, random),
        },
        Err(error) => Err(unusable(&file, &error)),
    }
}

/// From now on there is data that is sealed with it.
pub(crate) fn take_into_use(data: &Path) -> Result<()> {
    let folder = data.join("keys");
    let file = folder.join(NAME);
    // A link fails where the name exists; a rename would replace another process's key.
    match std::fs::hard_link(folder.join(NEW_NAME), &file) {
        Err(error) if !file.exists() => return Err(unusable(&file, &error)),
        _ => {}
    }
    let _ = std::fs::remove_file(folder.join(NEW_NAME));
    let synced = File::open(&folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| unusable(&folder, &error))
}

fn read(file: &Path) -> Result<Option<Hidden<[u8; 32]>>> {
    match std::fs::read_to_string(file) {
        Ok(text) => {
            warn_if_others_may_read(file);
            parse(&Hidden::new(text)).map(Some)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unusable(file, &error)),
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

/// How to open a file for writing that only its owner may read.
pub(crate) fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Written whole or not at all: a key cut short by a power failure would lose every record.
fn write_new(
    folder: &Path,
    file: &Path,
    secret: &Hidden<[u8; 32]>,
    random: &dyn Random,
) -> std::io::Result<()> {
    let draft = folder.join(format!("root.{:08x}", u32::from_be_bytes(random.bytes::<4>())));
    let mut out = private_file().create_new(true).open(&draft)?;
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
        let made = read_or_make(folder.path(), true, &random).unwrap();
        let again = read_or_make(folder.path(), true, &random).unwrap();
        assert_eq!(made.secret.reveal(), again.secret.reveal());
        assert!(!again.is_in_use);
        take_into_use(folder.path()).unwrap();
        let used = read_or_make(folder.path(), false, &random).unwrap();
        assert_eq!(made.secret.reveal(), used.secret.reveal());
        assert!(used.is_in_use && is_in_use(folder.path()));
        take_into_use(folder.path()).unwrap();
    }

    #[test]
    fn where_there_is_data_no_key_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let refused = read_or_make(folder.path(), false, &SeededRandom::new(1));
        assert!(matches!(refused, Err(StoreError::Settings(_))));
        assert!(!folder.path().join("keys").exists());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_the_key() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        read_or_make(folder.path(), true, &SeededRandom::new(1)).unwrap();
        take_into_use(folder.path()).unwrap();
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
