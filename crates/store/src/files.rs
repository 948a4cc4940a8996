//! Files through `object_store`: a local folder, later anything that speaks S3. Sealed before they are written.
