//! Writes a FHIR R4 Bundle of type `collection`: the whole selection, with what it refers to.

use bluebutton_record::{Manifest, Resource};

/// Writes the Bundle. Every resource is byte for byte what is stored, with `meta.versionId` and
/// `meta.lastUpdated` put in; the manifest is in the Bundle's `meta.tag`/extension.
pub fn write(_resources: &[Resource], _directory: &[Resource], _manifest: &Manifest) -> Vec<u8> {
    todo!("helper: write")
}
